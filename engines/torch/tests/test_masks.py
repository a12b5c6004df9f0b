import unittest

import torch

from pargo_torch.errors import UserError
from pargo_torch.masks import PartialGlobalMask, cascade_widths


class MaskTests(unittest.TestCase):
    def test_partial_tokens_see_pairs_and_global_ones_everything_at_the_papers_size(self):
        cross = PartialGlobalMask(288, 16, 576).cross()
        seen = {row: cross[row].nonzero().flatten().tolist() for row in (0, 1, 11, 12, 287)}
        self.assertEqual(seen, {0: [0, 1], 1: [2, 3], 11: [22, 23], 12: [24, 25], 287: [574, 575]})
        self.assertTrue(cross[288:].all())
        self.assertTrue((cross[:288].sum(0) == 1).all(), "each visual token belongs to one partial token")

    def test_partial_and_global_tokens_never_see_each_other(self):
        for width in (1, 2, 4, 12):
            own = PartialGlobalMask(12, 3, 36).own(width)
            self.assertFalse(own[:12, 12:].any() or own[12:, :12].any())
            self.assertTrue(own[12:, 12:].all())
            self.assertTrue((own[:12].sum(1) == width).all())
            self.assertTrue(own.diagonal().all(), "no row is empty, which a softmax could not take")

    def test_without_partial_tokens_it_is_a_plain_query_former(self):
        mask = PartialGlobalMask(0, 22, 36)
        self.assertIsNone(mask.cross())
        self.assertIsNone(mask.own(1))

    def test_what_does_not_divide_is_refused(self):
        with self.assertRaisesRegex(UserError, "partial_tokens is 5, which does not divide the 36"):
            PartialGlobalMask(5, 2, 36)

    def test_cascades(self):
        self.assertEqual(cascade_widths("released", [], 3, 288), [288, 288, 288])
        self.assertEqual(cascade_widths("cascaded", [], 6, 288), [1, 2, 4, 8, 16, 288])
        self.assertEqual(cascade_widths("cascaded", [1, 3, 12], 3, 12), [1, 3, 12])
        with self.assertRaisesRegex(UserError, "2 widths for 3 layers"):
            cascade_widths("cascaded", [1, 2], 3, 12)
