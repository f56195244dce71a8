# `make demo` shows the type at work, `make test` checks everything. Every target sets up .venv first; `make help` lists them.
PYTHON ?= python3
PORT ?= 5000
BIN := .venv/bin
READY := .venv/.ready
LINTERS := lint-types lint-schema lint-templates lint-python
N ?= 20000
# The tests start some hundred Python processes: without byte-code, each would compile again what it imports.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo serve deploy adopt check test acceptance clients lint contract storm load mutants bench package sbom register release generate api-drift lock clean

help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@ / {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Try it
demo: $(READY) ## Deploy, change, break and delete stacks of the examples, and show their events (25 seconds)
	@$(BIN)/python -m sandbox demo

serve: $(READY) ## Start the sandbox, the stand-in for AWS, on 127.0.0.1: [PORT=5000]
	@$(BIN)/python -m sandbox serve --port '$(PORT)'

# make puts the variables of its command line into the environment, where tools.deploy reads them: no quoting is needed.
deploy: $(READY) ## Deploy a template to a running sandbox: TEMPLATE=examples/versioned.yaml STACK=churn [ARGUMENTS=…]
	@$(BIN)/python -m tools.deploy

# As for `make deploy`, make passes the variables in the environment.
adopt: $(READY) ## Bring existing versions under CloudFormation: GROUP=churn or STACK=… [APPROVED=1] [LATEST=10] [OUT=…] [IMPORT=1]
	@$(BIN)/python -m tools.adopt

##@ Develop
check: $(READY) ## Check what changed since main, in under a minute: formatting, types, and the tests of the changed files
	@$(BIN)/python -m tools.check

test: lint ## Check everything: lint, types, all tests, the package, AWS's contract suites (10 minutes)
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

acceptance: $(READY) ## Try the rules that no document states: in the sandbox, or with ACCOUNT=… REGION=… in an account
	$(BIN)/python -m tests.acceptance $(if $(ACCOUNT),--account "$(ACCOUNT)") $(if $(REGION),--region "$(REGION)") \
		$(if $(REGISTERED),--registered) $(if $(VALIDATION),--validation) $(if $(KEY),--key "$(KEY)") $(ARGS)

clients: $(READY) ## Try the type with the clients that people use, installed at pinned versions into .clients/ (10 to 20 minutes)
	@$(MAKE) --no-print-directory --jobs=2 --keep-going clients-engines clients-others

# In one process: the tests of the constructs install them into the environments of CDK.
WITH_CDK := tests/clients/test_cdk.py tests/clients/test_constructs.py tests/clients/test_engines.py

clients-engines:
	$(BIN)/python -m pytest $(WITH_CDK) --no-cov -rs

clients-others:
	$(BIN)/python -m pytest tests/clients $(WITH_CDK:%=--ignore=%) --no-cov -rs

lint: $(READY) ## Run every linter and the type checker, two at a time
	@$(MAKE) --no-print-directory --jobs=2 $(LINTERS)

lint-types:
	$(BIN)/mypy

lint-python:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/bandit --quiet --recursive src

lint-schema:
	$(BIN)/python -m tools.lint_schema

lint-templates:
	$(BIN)/cfn-lint template.yml resource-role.yaml deploy/*.yaml
	$(BIN)/cfn-lint --append-rules lint/mlops_sagemaker_modelpackage_lint --regions us-east-1 --template examples/*.yaml

contract: $(READY) ## Run AWS's contract suites, `cfn test` and that of its --v2, over inputs/: [ENDPOINT=… REGION=…]
	$(BIN)/python -m sandbox contract $(if $(ENDPOINT),--endpoint "$(ENDPOINT)") $(if $(REGION),--region "$(REGION)")

storm: $(READY) ## Run random operations through a storm of faults: [N=20000] [SEED=…]
	STORM='$(N)' $(if $(SEED),SEED='$(SEED)') $(BIN)/python -m pytest tests/handlers/test_storm.py --no-cov -s

load: $(READY) ## Run 500 packages at 20 calls a second; measure 1 to 1,000, and a list of 10,000, for guide/cost-scale-speed.md
	LOAD=500 $(BIN)/python -m pytest tests/handlers/test_load.py --no-cov -s

# N and SEED of make's command line are in the environment.
mutants: .venv/.mutants ## Measure how many small faults in src the tests notice, on a sample: [N=400] [SEED=…] (20 minutes)
	@$(BIN)/python -m tools.mutants

bench: $(READY) ## Measure the type beside a naive handler, and write the figures in guide/cost-scale-speed.md
	$(BIN)/python -m benchmarks

##@ Ship
package: $(READY) ## Build dist/mlops-sagemaker-modelpackage.zip: what `cfn submit` uploads, a tenth as large
	$(BIN)/python -m tools.package --dry-run

sbom: $(READY) ## List the libraries in that package, with their licences: dist/mlops-sagemaker-modelpackage.cdx.json (CycloneDX)
	$(BIN)/python -m tools.sbom

register: $(READY) ## Build the package and register the type with it: [ARGS="--region … --role-arn …"], as for `cfn submit`
	$(BIN)/python -m tools.package --set-default $(ARGS)

release: $(READY) ## Release a version: changelog, commit, tag, package, checksum and SBOM: VERSION=1.2.3
	@$(BIN)/python -m tools.release '$(VERSION)'

##@ Maintain
# From the schema: models.py, docs/, resource-role.yaml, the tables in guide/properties.md and guide/migration.md, the CDK
# constructs, the editors' schema and the data of lint/. From deploy/execution-role.yaml: the role in deploy/register.yaml. From
# cfn-sandbox/: the tables in guide/sandbox.md.
generate: $(READY) ## Write anew what is generated from the schema, deploy/execution-role.yaml and cfn-sandbox/
	$(BIN)/cfn generate
	$(BIN)/python -m tools.generate

api-drift: $(READY) ## Compare the schema with the API of the newest boto3, which it downloads
	$(BIN)/python -m tools.api_drift

lock: ## Pin the newest versions that pyproject.toml allows
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet uv==0.13.9
	.venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.10 --no-header --annotation-style line \
		pyproject.toml -o requirements.txt
	.venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.10 --no-header --annotation-style line \
		cfn-sandbox/pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	echo resource-schema-guard-rail | .venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.8 \
		--no-header --annotation-style line - -o tools/requirements-guard-rail.txt
	echo cyclonedx-bom | .venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.10 --no-header \
		--annotation-style line - -o tools/requirements-sbom.txt
	echo mutmut==3.8.1 | .venv-lock/bin/uv pip compile --quiet --universal --python-version 3.10 --no-header \
		--annotation-style line -c requirements-dev.txt - -o tools/requirements-mutants.txt
	for client in tests/clients/*/requirements.in; do .venv-lock/bin/uv pip compile --quiet --upgrade --universal \
		--python-version 3.10 --no-header --annotation-style line "$$client" -o "$${client%.in}.txt" || exit 1; done
	for client in tests/clients/*/package.json; do (cd "$${client%/*}" && rm -f package-lock.json \
		&& npm install --silent --package-lock-only) || exit 1; done
	rm -rf .venv-lock

clean: ## Delete everything that was built or installed
	rm -rf .venv .venv-guard-rail .venv-sbom .clients build dist mutants .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache

$(READY): requirements.txt requirements-dev.txt pyproject.toml cfn-sandbox/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.10 or newer is needed: make PYTHON=python3.12 …" if sys.version_info < (3, 10) else 0)'
	@$(PYTHON) -m tools.environment .venv
	@touch $@

.venv/.mutants: $(READY) tools/requirements-mutants.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tools/requirements-mutants.txt
	@touch $@
