"""The plugin library (cloudformation-cli-python-lib 2.1.20) with its defects corrected. Nothing here calls SageMaker.

`events` answers the events of CloudFormation, `model` converts models, `record` is the log record of an invocation,
`delivery` sends log and metrics, `sessions` keeps clients, and `patches` replaces parts of the library.
"""
