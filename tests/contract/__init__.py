"""AWS's second contract suite: the tests that `cfn test --v2` runs, which takes types in Java only, one for each line."""
