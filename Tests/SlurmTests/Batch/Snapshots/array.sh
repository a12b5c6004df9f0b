#!/bin/bash -l
#SBATCH --account=lab
#SBATCH --array=0-99%8
#SBATCH --comment="pargo-lab attempt=1 token=\"q 7\""
#SBATCH --dependency=afterok:12:13
#SBATCH --gres=gpu:a100:8
#SBATCH --job-name=tokens.1f0c9a2b
#SBATCH --kill-on-invalid-dep=yes
#SBATCH --licenses=matlab:1
#SBATCH --mem=64G
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=8
#SBATCH --open-mode=append
#SBATCH --output=/scratch/me/logs/%A_%a.txt
#SBATCH --partition=gpu
#SBATCH --requeue
#SBATCH --signal=B:USR1@300
#SBATCH --time=1-01:00:00

module load cuda/12.1
export GREETING='it'\''s'
export OMP_NUM_THREADS=8
source ~/venv/bin/activate

exec ./bootstrap.sh "$SLURM_ARRAY_TASK_ID"
