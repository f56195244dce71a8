# The two that matter: `make demo` shows the type at work, `make test` checks everything. Both set up .venv first.
PYTHON ?= python3
PORT ?= 5000
BIN := .venv/bin
READY := .venv/.ready

# The AWS CLI on the sandbox's CloudFormation.
SANDBOX := AWS_ACCESS_KEY_ID=sandbox AWS_SECRET_ACCESS_KEY=sandbox AWS_DEFAULT_REGION=us-east-1 AWS_PAGER= \
	$(BIN)/aws --endpoint-url http://127.0.0.1:$(PORT) cloudformation

N ?= 20000

.PHONY: demo test clients lint contract package register bench serve deploy storm load api-drift generate lock clean

demo: $(READY)
	$(BIN)/python -m sandbox demo

# The contract suite is in it: over the package, as it is deployed.
test: lint
	$(BIN)/python -m pytest -n auto --dist loadfile

# Tries the type with the clients that people use, each installed at a pinned version into .clients/.
clients: $(READY)
	$(BIN)/python -m pytest tests/clients --no-cov -rs

# Runs the contract suite of `cfn test` over inputs/ against the sandbox.
contract: $(READY)
	$(BIN)/python -m sandbox contract

# dist/mlops-sagemaker-modelpackage.zip: what `cfn submit` uploads, a tenth as large and twice as fast to start.
package: $(READY)
	$(BIN)/python -m tools.package --dry-run

# Builds the package and registers the type with it; ARGS as those of `cfn submit`: --region, --role-arn, --profile …
register: $(READY)
	$(BIN)/python -m tools.package --set-default $(ARGS)

# Measures the type beside a naive handler, and writes guide/benchmarks.md.
bench: $(READY)
	$(BIN)/python -m benchmarks

# Drives the handlers through a storm of faults for N operations.
storm: $(READY)
	STORM=$(N) $(BIN)/python -m pytest tests/test_storm.py --no-cov -s

# Takes 500 packages through their lives with 16 threads at 20 calls a second, and reads a list of 5,000.
load: $(READY)
	LOAD=500 $(BIN)/python -m pytest tests/test_load.py --no-cov -s

# One server on one loopback port: SageMaker's model packages and the Lambda functions of the type.
serve: $(READY)
	$(BIN)/python -m sandbox serve --port $(PORT)

# Deploys a template to a sandbox that runs, with the AWS CLI: make deploy TEMPLATE=examples/versioned.yaml STACK=churn
deploy: $(READY)
	@test -f "$(TEMPLATE)" -a -n "$(STACK)" || { echo "Which? make deploy TEMPLATE=examples/versioned.yaml STACK=churn"; exit 2; }
	@since=$$(date -u +%Y-%m-%dT%H:%M:%S); \
	$(SANDBOX) deploy --template-file $(TEMPLATE) --stack-name $(STACK) --no-fail-on-empty-changeset $(ARGUMENTS) \
		|| { $(SANDBOX) describe-stack-events --stack-name $(STACK) --output text --query \
		"StackEvents[?Timestamp >= '$$since' && contains(ResourceStatus, 'FAILED')].[LogicalResourceId, ResourceStatus, ResourceStatusReason] | [:1]" \
		2>/dev/null; exit 1; }
	@$(SANDBOX) describe-stacks --stack-name $(STACK) --output table --query "Stacks[0].Outputs[].[OutputKey, OutputValue]"

# Holds the schema against the API of the newest boto3, which it fetches, and prints what differs.
api-drift: $(READY)
	$(BIN)/python -m tools.api_drift

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/bandit --quiet --recursive src
	$(BIN)/python -m tools.lint_schema
	$(BIN)/cfn-lint template.yml resource-role.yaml deploy/*.yaml
	$(BIN)/cfn-lint --append-rules lint/mlops_sagemaker_modelpackage_lint --regions us-east-1 --template examples/*.yaml

# What is generated from the schema: models.py, docs/, resource-role.yaml, the property table of README.md, the CDK
# constructs, the editors' schema and the data of lint/. From deploy/execution-role.yaml: the role in deploy/register.yaml.
generate: $(READY)
	$(BIN)/cfn generate
	$(BIN)/python -m tools.property_table
	$(BIN)/python -m tools.register_template
	$(BIN)/python -m tools.generate

# Pins anew what pyproject.toml asks for.
lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet uv==0.13.9
	.venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.10 --no-header --annotation-style line \
		pyproject.toml -o requirements.txt
	.venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.10 --no-header --annotation-style line \
		--group dev -c requirements.txt -o requirements-dev.txt
	echo resource-schema-guard-rail | .venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.8 \
		--no-header --annotation-style line - -o tools/requirements-guard-rail.txt
	for client in tests/clients/*/requirements.in; do .venv-lock/bin/uv pip compile --quiet --upgrade --universal \
		--python-version 3.10 --no-header --annotation-style line "$$client" -o "$${client%.in}.txt" || exit 1; done
	for client in tests/clients/*/package.json; do (cd "$${client%/*}" && rm -f package-lock.json \
		&& npm install --silent --package-lock-only) || exit 1; done
	rm -rf .venv-lock

$(READY): requirements.txt requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.10 or newer is needed: make PYTHON=python3.12 …" if sys.version_info < (3, 10) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

clean:
	rm -rf .venv .venv-guard-rail .clients build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
