"""The operations of CloudFormation's API: parameters of a request in, answers out. The top layer."""
