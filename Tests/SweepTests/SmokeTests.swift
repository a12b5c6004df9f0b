import Sweep
import Testing

@Suite struct SmokeTests {
    @Test func designExample() throws {
        let text = """
            sweep: tokens
            trainer: pargo
            include: [base/mini.yaml]
            fixed: {optimizer.lr: 1e-4}
            axes:
              projector.depth: [2, 4, 6]
              tokens:
                zip: {projector.partial_tokens: [288, 144, 0], projector.global_tokens: [16, 16, 304]}
              tune:
                one_of:
                  frozen: {}
                  lora: {lora.rank: [64, 256], lora.alpha: "{2 * lora.rank}"}
              optimizer.weight_decay: {log_uniform: [1e-3, 1e-1], samples: 4}
            exclude: [{projector.depth: 6, tokens: 2}]
            only_if: "projector.partial_tokens + projector.global_tokens <= 304"
            seeds: 3
            search: {method: grid}
            early_stop: {method: none}
            stages:
              backbone: {run: backbone, uses: [data]}
              pretrain: {run: "train --stage 1", needs: backbone, uses: [projector, tokens]}
              finetune: {run: "train --stage 2", needs: pretrain, uses: [tune]}
              eval:     {run: eval, needs: finetune}
            resources: {gpus: "{8 if projector.depth >= 4 else 4}", time: "{minutes(20 + 8 * projector.depth)}", on_oom: {mem: x1.5, tries: 2}, on_timeout: {resume: true, tries: 3}}
            budget: {gpu_hours: 1200, max_jobs: 2000}
            """
        let reading = try read(text, files: ["base/mini.yaml": "fixed: {train.steps: 50}\n"])
        for diagnostic in reading.diagnostics { print(diagnostic.rendered(with: reading.sources)) }
        let spec = try #require(reading.spec)
        let plan = spec.plan()
        for diagnostic in plan.diagnostics { print(diagnostic.rendered(with: reading.sources)) }
        print(plan.summary)
        for trial in spec.expansion().prefix(14) { print(trial.number, trial.point, trial.line, trial.key) }
        print(plan.jobs[3], plan.trials[1].trial.configuration.json)
    }
}
