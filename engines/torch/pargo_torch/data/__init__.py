"""Images and texts: the generated scenes, the paper's data sets, the benchmarks' folders."""
