import unittest
from types import SimpleNamespace

import torch
from torch.nn import functional as F

from pargo_torch import projectors
from pargo_torch.configuration import Configuration
from pargo_torch.errors import UserError
from pargo_torch.masks import PartialGlobalMask
from pargo_torch.projectors.pargo import BertAttention, PerceptionAttention


def configured(**projector) -> Configuration:
    shape = {"hidden": 24, "heads": 3, "ffn": 40, "depth": 2, "partial_tokens": 12, "global_tokens": 4, **projector}
    return Configuration.resolve({"projector": shape, "vision": {"image": 24, "patch": 4, "width": 16, "heads": 2}})


class ProjectorTests(unittest.TestCase):
    def test_each_kind_gives_as_many_tokens_as_asked(self):
        visual = torch.randn(2, 36, 16)
        for kind, tokens in [
            ("pargo", (12, 4)), ("qformer", (12, 4)), ("resampler", (12, 4)), ("linear", (9, 0)), ("mlp", (9, 0)),
            ("c_abstractor", (9, 0)),
        ]:  # fmt: skip
            with self.subTest(kind):
                torch.manual_seed(0)
                settings = configured(kind=kind, partial_tokens=tokens[0], global_tokens=tokens[1])
                projector = projectors.make(settings, 16, 20)
                out = projector(visual)
                self.assertEqual(out.shape, (2, sum(tokens), 20))
                out.square().mean().backward()
                self.assertFalse([name for name, p in projector.named_parameters() if p.grad is None])

    def test_perception_over_runs_equals_the_masked_product(self):
        mask = PartialGlobalMask(12, 4, 36)
        torch.manual_seed(1)
        fast = PerceptionAttention(24, 3, 16, mask)
        slow = BertAttention(24, 3, 16)
        slow.load_state_dict(fast.state_dict())
        x, visual = torch.randn(2, 16, 24, requires_grad=True), torch.randn(2, 36, 16, requires_grad=True)
        results = []
        for layer, given in ((fast, None), (slow, mask.cross())):
            out = layer(x, visual, given)
            grads = torch.autograd.grad(out.sin().sum(), [x, visual, *layer.parameters()])
            results.append([out, *grads])
        for ours, reference in zip(*results):
            torch.testing.assert_close(ours, reference, rtol=1e-4, atol=1e-5)

    def test_a_change_of_one_run_reaches_its_partial_token_and_the_global_ones_only(self):
        settings = configured(perception="cascaded", cascade_widths=[1, 1])
        torch.manual_seed(2)
        projector = projectors.make(settings, 16, 20).eval()
        visual = torch.randn(1, 36, 16)
        changed = visual.clone()
        changed[0, 15:18] += 1  # the run of partial token 5
        moved = (projector(visual) - projector(changed)).abs().amax((0, 2)) > 1e-6
        self.assertEqual(moved.nonzero().flatten().tolist(), [5, 12, 13, 14, 15])

    def test_global_tokens_do_not_depend_on_partial_queries(self):
        torch.manual_seed(3)
        projector = projectors.make(configured(), 16, 20).eval()
        visual = torch.randn(1, 36, 16)
        before = projector(visual)
        with torch.no_grad():
            projector.query_tokens[:, :12] += 1
        after = projector(visual)
        torch.testing.assert_close(before[:, 12:], after[:, 12:])
        self.assertFalse(torch.allclose(before[:, :12], after[:, :12]))

    def test_names_are_those_of_the_released_code(self):
        names = dict(projectors.make(configured(depth=1), 16, 20).named_parameters())
        layer = "ParGo.bert.encoder.layer.0"
        for name in (
            "query_tokens", "ParGo.bert.embeddings.position_embeddings.weight", "ParGo.bert.embeddings.LayerNorm.bias",
            f"{layer}.attention.self.query.weight", f"{layer}.crossattention.self.key.bias",
            f"{layer}.crossattention.output.LayerNorm.weight", f"{layer}.intermediate_query.dense.weight",
            f"{layer}.output_query.LayerNorm.bias", "llm_proj.weight",
        ):  # fmt: skip
            self.assertIn(name, names)

    def test_shapes_that_do_not_fit_are_refused(self):
        for kind, tokens, words in [("linear", 7, "must divide"), ("c_abstractor", 10, "take 9 or 16")]:
            with self.subTest(kind), self.assertRaisesRegex(UserError, words):
                projectors.make(configured(kind=kind, partial_tokens=tokens, global_tokens=0), 16, 20)
