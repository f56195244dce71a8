"""How fast the type is, beside a naive handler: see guide/cost-scale-speed.md."""
