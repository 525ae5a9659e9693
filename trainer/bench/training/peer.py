"""implicit's nearest neighbours on the sets that neighbours.step.ts has written, and whether both found the same.

Usage: peer.py DIR ITEMS THREADS [compare]. Writes one line of JSON: the seconds of all_pairs_knn, those of the transposition that
it begins with and, with `compare`, how many of every tenth row have another set of neighbours that equal
similarities do not explain.
"""

import json
import sys
import time

import numpy as np
from implicit.nearest_neighbours import all_pairs_knn, normalize
from scipy.sparse import csr_matrix

NEIGHBOURS = 100
# Both sides round: similarities closer than this are equal.
TOLERANCE = 1e-5
# Rows that are compared: one of so many.
EVERY = 10


def read_sets(path, items):
    """Customers × items, ones where a customer had an item. Each set ends with the number of items."""
    cells = np.fromfile(path, dtype=np.uint32)
    ends = np.flatnonzero(cells == items)
    columns = np.delete(cells, ends).astype(np.int32)
    starts = np.concatenate([[0], ends + 1 - np.arange(1, len(ends) + 1)]).astype(np.int32)
    return csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(ends), items))


def different_rows(theirs, directory, matrix):
    """Rows whose neighbours differ, but for such as are exactly as similar as their last one."""
    offsets = np.fromfile(f"{directory}/offsets.u32", dtype=np.uint32)
    neighbours = np.fromfile(f"{directory}/neighbours.u32", dtype=np.uint32)
    by_item = matrix.T.tocsr()
    different = 0
    for row in range(0, len(offsets) - 1, EVERY):
        own = set(neighbours[offsets[row] : offsets[row + 1]].tolist())
        start, end = theirs.indptr[row], theirs.indptr[row + 1]
        found = {
            int(item): value
            for item, value in zip(theirs.indices[start:end], theirs.data[start:end])
            if item != row and value > 0
        }
        # They count the item itself among its neighbours, so theirs have one less.
        last = min(found.values(), default=0)
        clearly = {item for item, value in found.items() if value > last * (1 + TOLERANCE)}
        if not clearly <= own:
            different += 1
            continue
        # What is ours alone must be just as similar as the last of theirs, or be the one more.
        extra = sorted(own - found.keys())
        values = by_item[extra].dot(by_item[row].T).toarray().ravel() if extra else np.zeros(0)
        if np.any(values > last * (1 + TOLERANCE)):
            different += 1
    return different


directory, items, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
matrix = normalize(read_sets(f"{directory}/sets.u32", items).T).T.tocsr()
started = time.perf_counter()
matrix.T.tocsr()
transposition = time.perf_counter() - started
started = time.perf_counter()
similarity = all_pairs_knn(matrix, NEIGHBOURS, num_threads=threads, show_progress=False)
seconds = time.perf_counter() - started
compare = len(sys.argv) > 4
result = {"seconds": seconds, "transposition": transposition}
if compare:
    result["different_rows"] = different_rows(similarity.tocsr(), directory, matrix)
print(json.dumps(result))
