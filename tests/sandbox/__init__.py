"""The sandbox keeps SageMaker's rules."""
