"""The plugin library (cloudformation-cli-python-lib 2.1.20) with its mistakes corrected; nothing here knows SageMaker.

`events` answers events of CloudFormation, `model` converts models, `logs` and `metrics` deliver to CloudWatch,
`sessions` keeps clients, `patches` replaces parts of the library by these, in one explicit call.
"""
