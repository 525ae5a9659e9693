# Everything a person does with this project. `make` alone explains the targets.
SHELL := /bin/sh
override BUN := .tools/bin/bun
override REPORTS := coverage

# What is given as NAME=VALUE is text: make's own functions in it do nothing, and it goes to the recipes by the environment.
# They read it as $$NAME, never as $(NAME), which a shell would read as its own program.
$(foreach name,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $(name)))),\
  $(eval override $(name) := $$(value $(name)))$(eval export $(name))))

.DEFAULT_GOAL := help
.PHONY: help setup compose-up compose-down test-compose cluster-up cluster-programs cluster-down test-delivery prove-delivery check-manifests images push demo dev simulate retrain clean test check unit fmt key screenshots fuzz-api backup restore retention loadtest chaos bench-quality bench-serving bench-training bench-shopkeeper docs-metrics

##@ Run it

setup: ## Tools and dependencies, into .tools/ and node_modules/
	@scripts/setup

demo: setup ## The whole loop on this machine: a shop, a first model, MLflow, API and web page. DATA=DIR for your own data
	@exec $(BUN) demo/src/main.ts

simulate: setup ## While the demo runs: the shop's next days, through the API. DAYS=14; FORCE=1 also into your own data
	@exec $(BUN) demo/src/main.ts simulate

retrain: setup ## While the demo runs: a new model, compared with the one that serves, promoted or refused
	@exec $(BUN) demo/src/main.ts retrain

clean: ## Remove what the demo made (AISLE_HOME) and the test reports; tools and packages stay
	@if [ -x $(BUN) ]; then $(BUN) demo/src/main.ts clean; fi
	@rm -rf $(REPORTS)

compose-up: ## The same in containers: API, page, trainer, MLflow, Postgres, Prometheus, Alertmanager. Settings: .env
	@exec scripts/compose up --build --detach --wait

compose-down: ## Stop these containers; what they keep stays. ARGS=--volumes to remove that, too
	@exec scripts/with-args scripts/compose down --remove-orphans

key: setup ## A key of the API: ARGS="create --name web --scopes recommend,events", list, or "revoke ID"
	@exec scripts/with-args $(BUN) api/src/keys/main.ts

backup: setup ## A copy of the store, also while it is used: into AISLE_HOME/backups, or TO=FILE
	@exec $(BUN) store/src/main.ts backup $${TO:+"$$TO"}

restore: setup ## The store as FROM=FILE holds it. REPLACE=1 for one that is there; stop what uses it first
	@exec $(BUN) store/src/main.ts restore $${FROM:+"$$FROM"} $${REPLACE:+--replace}

retention: setup ## Drop the events of all but the last MONTHS=N months and the current one
	@exec $(BUN) store/src/main.ts retention $${MONTHS:+--months "$$MONTHS"}

##@ Work on it

dev: setup ## The demo, with API and web page restarting when their code changes
	@exec $(BUN) demo/src/main.ts dev

screenshots: setup ## While the demo runs: the README's pictures of its shop, into docs/images/. Needs chromium
	@exec $(BUN) web/test/screenshots/main.ts

fmt: setup ## Format every file
	@$(BUN) fmt

check: setup ## Format, lint, import arrows, types, unused code and packages, workflows
	@echo "Format" && $(BUN) fmt --check
	@echo "Lint and import arrows" && $(BUN) run --silent lint
	@echo "Types" && $(BUN) check
	@echo "Unused code and packages" && $(BUN) run --silent unused
	@echo "Workflows" && scripts/check-workflows

test: check unit ## check, then all tests, with their coverage

# Not in the list: `make test` without the checks. Worker processes keep one global each (--no-isolate): in fresh
# ones an object of a native module is not what the test's own classes say.
unit: setup
	@mkdir -p $(REPORTS)
	@$(BUN) test --parallel --no-isolate --timeout 60000 \
		--coverage --coverage-reporter=text --coverage-reporter=lcov --coverage-dir=$(REPORTS) \
		--reporter=junit --reporter-outfile=$(REPORTS)/junit.xml

fuzz-api: setup ## Whatever the API's document allows, and what it does not, asked of the API: ARGS="--max-examples 500 --seed 7"
	@scripts/python-env fuzz
	@exec scripts/with-args $(BUN) api/test/fuzz/main.ts

loadtest: setup ## Load on an API, and a report: TARGET=URL SCENARIO=personalised|mixed|ramp|spike|soak. Needs oha. docs/loadtest.md
	@exec $(BUN) loadtest/src/main.ts

loadtest-demo: setup ## The same on a demo that is started for it, on ports of its own, and stopped
	@exec scripts/loadtest-demo

oha: ## The load generator, into .tools/bin. Needs Rust's cargo
	@exec scripts/oha

chaos: setup ## Faults done to real processes, and what holds: FAULT=NAME for one, SHORT=1 for seconds each. docs/chaos.md
	@exec $(BUN) chaos/src/main.ts

test-compose: setup ## Bring the stack of Compose up, train, recommend, take it down. Needs Docker, or root and Debian's docker.io
	@exec $(BUN) delivery/src/compose/main.ts

cluster-up: setup ## A real Kubernetes on this machine, as k3s is: needs root, Debian's packages and, once, half an hour to build it
	@exec $(BUN) testcluster/src/main.ts up

cluster-programs: setup ## Only build what it is made of
	@exec $(BUN) testcluster/src/main.ts programs

cluster-down: setup ## Take it away, with all it made
	@exec $(BUN) testcluster/src/main.ts down

test-delivery: setup ## Proofs on that cluster, through Git commits: PROOFS=2,3 for some, KEEP=1 to leave it up. Needs oha
	@exec $(BUN) delivery/src/proofs/main.ts

prove-delivery: setup ## test-compose and test-delivery PROOFS=2,3, recorded: CI leaves them out until what they prove changes
	@exec scripts/delivery-proof run

check-manifests: setup ## What Flux would apply to each cluster, against the kinds' definitions; rules' tests. DRY_RUN=1 asks KUBECONFIG's
	@exec $(BUN) delivery/src/manifests/main.ts

images: ## Build the images of all services: TAG=…, default: the commit
	@exec scripts/images build

push: ## Build the images and push them: REGISTRY=HOST/PATH TAG=…
	@exec scripts/images push

scan-images: ## What is in each image (SPDX), and its known vulnerabilities. Needs syft and grype
	@exec scripts/images scan

compare-builds: ## Build each image twice: may they differ in more than time stamps? Needs Docker
	@exec scripts/compare-builds

bench-quality: setup ## How well the models rank, what each part is worth, how sure the gate is. docs/benchmarks.md
	@scripts/python-env bench
	@exec $(BUN) trainer/bench/quality/main.ts

bench-shopkeeper: setup ## Would a shopkeeper make these lists? On shops whose truth is known. QUICK=1; docs/benchmarks.md
	@exec $(BUN) trainer/bench/shopkeeper/main.ts

bench-serving: setup ## What an answer costs beside the runtime's own. Needs oha. docs/benchmarks.md
	@exec $(BUN) loadtest/bench/serving/main.ts

bench-training: setup ## How fast a shop of 20 million events trains, how that grows. docs/benchmarks.md
	@scripts/python-env bench
	@exec $(BUN) trainer/bench/training/main.ts

docs-metrics: setup ## docs/metrics.md, from what the code registers
	@UPDATE_DOCS=1 $(BUN) test api/test/metrics-page.test.ts releases/src/metrics.test.ts
	@$(BUN) fmt

##@ Deliver it: what the workflows call. docs/delivery.md

.PHONY: scan-images sign-images name-images compare-builds loadtest-demo oha ci-local release-tag release-notes promotable pin-images pinned-images branch-rules

ci-local: ## What the workflows run, in order, on this machine
	@exec scripts/ci-local

sign-images: ## Sign what was pushed, and what scan-images wrote of it: REGISTRY=HOST/PATH TAG=…. Needs cosign
	@exec scripts/images sign

name-images: ## Give pushed images the name of a version, too: REGISTRY=HOST/PATH TAG=… VERSION=1.2.3
	@exec scripts/images name

release-tag: ## Write which images are released: TAG=…. Without TAG: say it
	@exec scripts/release-tag $${TAG:+"$$TAG"}

release-notes: ## What CHANGELOG.md says of VERSION=1.2.3
	@exec scripts/release-notes "$$VERSION"

promotable: ## May this commit go from develop to main? Reads its canary report from stdin
	@exec scripts/promotable

pin-images: ## Look up the digests of others' images, and write them where clusters, Compose and builds take them. Needs docker buildx
	@exec scripts/pin-images

pinned-images: ## Are all of them pinned?
	@exec scripts/pin-images check

branch-rules: ## Apply .github/rulesets/, of branches and tags, to the repository on GitHub. ARGS=--dry-run shows the calls. Needs gh
	@exec scripts/with-args scripts/branch-rules

##@ Help

help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf '\nSettings: AISLE_HOME (.aisle), WEB_PORT (8080), API_PORT (3000), API_INTERNAL_PORT (3100), MLFLOW_PORT (5000), PROMETHEUS_PORT (9090),\n'
	@printf 'DATA (a folder of your data), SHOP (options of `trainer generate`), DAYS (14), SIMULATE (1). As in: make demo WEB_PORT=9090\n'
