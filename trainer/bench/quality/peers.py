"""Ranks with the peers from PyPI (implicit): fits each model of a task and writes its lists of ten.

Usage: peers.py TASK LISTS

TASK is a JSON file {"customers", "pairs": {"customer", "item"}, "questions": [{"customer", "history"}], "fits":
[{"algorithm", "again", …its parameters}]}. LISTS gets one list of item numbers per fit and question, best first. A
question's history may not be empty; it is masked unless `again` is "yes". Everything runs on the CPU with fixed seeds.
"""

import json
import sys
import time
import warnings

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from implicit.cpu.bpr import BayesianPersonalizedRanking
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender
from implicit.utils import ParameterWarning
from scipy.sparse import csr_matrix

LENGTH = 10
SEED = 1

ALGORITHMS = {
    "als": lambda p: AlternatingLeastSquares(**p, iterations=15, random_state=SEED),
    # Threads race for the factors, so only one gives the same lists again.
    "bpr": lambda p: BayesianPersonalizedRanking(**p, iterations=100, num_threads=1, random_state=SEED),
    "cosine": lambda p: CosineRecommender(**p),
    "tfidf": lambda p: TFIDFRecommender(**p),
    "bm25": lambda p: BM25Recommender(**p),
}


def binary(rows, columns, shape):
    matrix = csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)
    matrix.data[:] = 1  # repeated pairs were added up
    return matrix


def main(task_path, lists_path):
    # The package warns of conversions that it makes itself.
    warnings.filterwarnings("ignore", category=ParameterWarning)
    with open(task_path, encoding="utf-8") as file:
        task = json.load(file)
    # Items that nobody took have no factors, only their random start: the peers cannot rank them.
    known, column = np.unique(np.asarray(task["pairs"]["item"], dtype=np.int64), return_inverse=True)
    column_of = {int(item): at for at, item in enumerate(known)}
    taken = binary(np.asarray(task["pairs"]["customer"]), column, (task["customers"], len(known)))

    questions = task["questions"]
    users = np.asarray([question["customer"] for question in questions], dtype=np.int32)
    rows, columns = [], []
    for at, question in enumerate(questions):
        for item in question["history"]:
            rows.append(at)
            columns.append(column_of[item])
    histories = binary(np.asarray(rows), np.asarray(columns), (len(questions), len(known)))

    lists = []
    for fit in task["fits"]:
        started = time.monotonic()
        parameters = {name: value for name, value in fit.items() if name not in ("algorithm", "again")}
        model = ALGORITHMS[fit["algorithm"]](parameters)
        model.fit(taken, show_progress=False)
        items, scores = model.recommend(users, histories, N=LENGTH, filter_already_liked_items=fit["again"] == "no")
        # Too short a list is filled with item -1 or with masked items at the lowest score there is.
        filled = (items >= 0) & (scores > np.finfo(np.float32).min)
        lists.append([known[row[keep]].tolist() for row, keep in zip(items, filled)])
        print(f"{time.monotonic() - started:6.1f} s  {json.dumps(fit)}", flush=True)

    with open(lists_path, "w", encoding="utf-8") as file:
        json.dump(lists, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
