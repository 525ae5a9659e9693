"""Makes MLflow's users, as often as it is run: each with its password and what it may do, and nothing else.

Runs beside the server, as its administrator, and waits for it. A user whose password is not in the environment is not made.
"""

import base64
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

URL = os.environ.get("MLFLOW_URL", "http://127.0.0.1:5000")
ADMIN = ("admin", os.environ["MLFLOW_AUTH_ADMIN_PASSWORD"])
EXPERIMENT = "aisle"
MODEL = "aisle-recommender"

# User: where its password is, what it may do with the experiment and its runs, and with the versions, aliases and tags of the model.
USERS = {
    "trainer": ("TRAINER_PASSWORD", "EDIT", "EDIT"),
    "releases": ("RELEASES_PASSWORD", "READ", "EDIT"),
    "fetch": ("FETCH_PASSWORD", "READ", "READ"),
}
START_LIMIT_S = 240

# Whatever proxy the machine has: MLflow is beside it.
urllib.request.install_opener(urllib.request.build_opener(urllib.request.ProxyHandler({})))


def ask(method, path, body=None, login=ADMIN):
    """The answer's status, and what it says as JSON."""
    request = urllib.request.Request(f"{URL}/api/{path}", method=method)
    request.add_header("Authorization", "Basic " + base64.b64encode(":".join(login).encode()).decode())
    request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, data=None if body is None else json.dumps(body).encode(), timeout=30) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        text = error.read().decode(errors="replace")
        try:
            return error.code, json.loads(text)
        except ValueError:
            return error.code, {"message": text}
    except OSError as error:
        sys.exit(f"MLflow at {URL} did not answer {method} {path}: {error}")


def must(method, path, body=None, unless=None):
    """The answer. It may be the error `unless`."""
    status, answer = ask(method, path, body)
    if status == 200 or (unless is not None and answer.get("error_code") == unless):
        return answer
    sys.exit(f"{method} {path} was answered {status}: {answer.get('message', '')[:500]}")


def wait():
    deadline = time.monotonic() + START_LIMIT_S
    while True:
        try:
            with urllib.request.urlopen(f"{URL}/health", timeout=5):
                return
        except OSError as error:
            if time.monotonic() > deadline:
                sys.exit(f"MLflow did not answer at {URL}/health within {START_LIMIT_S} s: {error}")
            time.sleep(0.5)


def experiment():
    """Its id. Permissions are of an id, so it is made here, before anybody trains."""
    must("POST", "2.0/mlflow/experiments/create", {"name": EXPERIMENT}, "RESOURCE_ALREADY_EXISTS")
    return must("GET", f"2.0/mlflow/experiments/get-by-name?experiment_name={EXPERIMENT}")["experiment"]["experiment_id"]


def allow(user, kind, name, permission):
    """Exactly that. MLflow takes no second permission for the same, so another one goes first."""
    of = {"username": user, "resource_type": kind, "resource_id": name}
    if must("GET", f"3.0/mlflow/users/permissions/get?{urllib.parse.urlencode(of)}")["permission"] == permission:
        return
    must("POST", "3.0/mlflow/users/permissions/revoke", of, "RESOURCE_DOES_NOT_EXIST")
    must("POST", "3.0/mlflow/users/permissions/grant", {**of, "permission": permission})


def main():
    wait()
    status, _ = ask("GET", "2.0/mlflow/users/current")
    if status == 401:
        sys.exit("MLflow has another password of `admin`: docs/delivery.md, Users of MLflow, says how to change it")
    experiment_id = experiment()
    must("POST", "2.0/mlflow/registered-models/create", {"name": MODEL}, "RESOURCE_ALREADY_EXISTS")
    for user, (variable, of_experiment, of_model) in USERS.items():
        password = os.environ.get(variable, "")
        if password == "":
            continue
        login = {"username": user, "password": password}
        must("POST", "2.0/mlflow/users/create", login, "RESOURCE_ALREADY_EXISTS")
        if ask("GET", "2.0/mlflow/users/current", login=(user, password))[0] == 401:
            must("PATCH", "2.0/mlflow/users/update-password", login)
        must("PATCH", "2.0/mlflow/users/update-admin", {"username": user, "is_admin": False})
        for kind, name, permission in (("experiment", experiment_id, of_experiment), ("registered_model", MODEL, of_model)):
            allow(user, kind, name, permission)
        print(f"MLflow: user {user}, {of_experiment} of the experiment, {of_model} of the model", flush=True)


main()
