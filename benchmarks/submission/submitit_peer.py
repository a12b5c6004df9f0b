"""Hands 1,000 small jobs to Slurm with submitit, in one array. Run on the login node: submitit has no SSH."""

import sys

import submitit


def work(number):
    return number


executor = submitit.AutoExecutor(folder=sys.argv[1])
executor.update_parameters(timeout_min=5, slurm_partition="gpu", slurm_array_parallelism=1000, mem_gb=0.02, cpus_per_task=1)
jobs = executor.map_array(work, range(int(sys.argv[2])))
print(len(jobs), jobs[0].job_id)
