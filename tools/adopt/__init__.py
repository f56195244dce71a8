"""`make adopt`: brings model packages that exist already under CloudFormation, without changing them."""
