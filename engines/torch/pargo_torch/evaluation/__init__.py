"""The benchmarks' rules: MME, MMBench's circular one, SEED's multiple choice."""
