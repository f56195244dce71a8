"""The plugin library (cloudformation-cli-python-lib 2.1.20) with its mistakes corrected; nothing here knows SageMaker.

`events` answers events of CloudFormation, `model` converts models, `record` is what is logged of an invocation,
`delivery` sends log and metrics, `sessions` keeps clients, `patches` replaces parts of the library in one call.
"""
