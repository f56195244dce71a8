"""How fast the type is, beside a naive handler: see guide/benchmarks.md."""
