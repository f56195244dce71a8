"""The project's own part of the sandbox: `cfn_sandbox` with this type in it, the demo, the contract suite, examples."""
