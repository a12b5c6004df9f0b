import io
import json
import pickle
import tarfile
import tempfile
import unittest
from pathlib import Path

from PIL import Image

from pargo_torch.data import check, images, published, shards
from pargo_torch.data.order import SampleOrder, Shuffle
from pargo_torch.errors import UserError


def picture(side: int = 8, mode: str = "RGB", form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (side, side // 2), 120 if mode == "L" else (200, 20, 30, 0)[: len(mode)]).save(out, form)
    return out.getvalue()


def shard(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


class OrderTests(unittest.TestCase):
    def test_a_shuffle_is_a_permutation(self):
        for count in (1, 2, 3, 16, 17, 1000):
            with self.subTest(count):
                shuffle = Shuffle(count, "seed")
                found = [shuffle[i] for i in range(count)]
                self.assertEqual(sorted(found), list(range(count)))
        self.assertNotEqual([Shuffle(50, "a")[i] for i in range(50)], [Shuffle(50, "b")[i] for i in range(50)])

    def test_each_pass_has_every_sample_once_in_another_order(self):
        order = SampleOrder([30], [1], 0, "stage 1")
        passes = [[order[epoch * 30 + i][1] for i in range(30)] for epoch in range(3)]
        for found in passes:
            self.assertEqual(sorted(found), list(range(30)))
        self.assertEqual(len(set(map(tuple, passes))), 3)

    def test_who_shares_a_batch_changes_nothing(self):
        def batch(ranks: int) -> list:
            parts = [list(SampleOrder([100, 40], [3, 1], 5, "s").batches(2, 4, 12, rank, ranks)) for rank in range(ranks)]
            return [sorted(sample for part in parts for sample in part[step]) for step in range(2)]

        self.assertEqual(batch(1), batch(3))
        self.assertEqual(batch(1), batch(12))

    def test_weights_are_shares(self):
        order = SampleOrder([1000, 1000], [3, 1], 0, "s")
        share = sum(order[position][0] == 0 for position in range(4000)) / 4000
        self.assertAlmostEqual(share, 0.75, delta=0.03)


class ShardTests(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())

    def test_pairs_are_found_by_number(self):
        shard(self.folder / "a.tar", {"0.jpg": picture(form="JPEG"), "0.txt": b"a red bar", "lone.jpg": picture()})
        shard(self.folder / "b.tar", {"x/1.png": picture(), "x/1.json": b'{"caption": "another"}', "x/2.txt": b"no image"})
        pairs = shards.ShardSet(self.folder)
        self.assertEqual(len(pairs), 2)
        self.assertEqual([pairs[i][1][1].text for i in range(2)], ["a red bar", "another"])
        image, _, source = pairs[1]
        self.assertEqual(images.decode(image, 8, source).shape, (3, 8, 8))
        self.assertEqual(len(shards.ShardSet(self.folder)), 2, "the kept index says the same")

    def test_a_truncated_shard_is_told_with_the_last_good_pair(self):
        path = shard(self.folder / "a.tar", {f"{i}.{s}": picture(64) for i in range(3) for s in ("png", "txt")})
        whole = path.read_bytes()
        for length in (100, 700, 1024, 2500, 6 * 1024):
            with self.subTest(length):
                path.write_bytes(whole[:length])
                with self.assertRaisesRegex(UserError, "a.tar is damaged after .*: .*Fetch it again"):
                    shards.ShardSet(self.folder)


class ImageTests(unittest.TestCase):
    def test_transparency_goes_on_white_and_the_rest_is_padded(self):
        pixels = images.decode(picture(8, "RGBA"), 8, "x")
        self.assertAlmostEqual(float(pixels[0, 4, 4]), (1 - images.MEAN[0]) / images.DEVIATION[0], 5)
        self.assertAlmostEqual(float(pixels[:, 0, 0].abs().max()), 0, 1)

    def test_what_is_no_image_is_refused(self):
        for data in (b"", b"GIF89a", picture()[:40], b"\x89PNG\r\n\x1a\n" + b"\0" * 50):
            with self.assertRaisesRegex(UserError, "photo.jpg is no image"):
                images.decode(data, 8, "photo.jpg")


class PublishedTests(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())

    def put(self, name: str, content) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())

    def test_each_set_is_read_as_published(self):
        self.put("finetune/vqav2/v2_OpenEnded_mscoco_train2014_questions.json", {"questions": [{"image_id": 9, "question": "What?", "question_id": 1}]})
        self.put("finetune/vqav2/v2_mscoco_train2014_annotations.json", {"annotations": [{"question_id": 1, "multiple_choice_answer": "cat"}]})
        self.put("finetune/gqa/train_balanced_questions.json", {"7": {"imageId": "n1", "question": "Who?", "answer": "boy"}})
        self.put("finetune/ocrvqa/dataset.json", {"b": {"split": 1, "questions": ["Title?"], "answers": ["Dune"]}, "c": {"split": 2, "questions": [], "answers": []}})
        self.put("finetune/vsr/train.jsonl", json.dumps({"image": "1.jpg", "caption": "The cat is left of the dog.", "label": 0}).encode())
        self.put("finetune/scienceqa/problems.json", {"4": {"split": "train", "image": "image.png", "question": "Which?", "choices": ["a", "b"], "answer": 1, "hint": ""}})
        self.put("finetune/aokvqa/aokvqa_v1p0_train.json", [{"image_id": 5, "question_id": "q", "question": "Why?", "choices": ["x", "y"], "correct_choice_idx": 0}])
        self.put("finetune/refcoco/instances.json", {"images": [{"id": 3, "width": 100, "height": 50, "file_name": "f.jpg"}], "annotations": [{"id": 8, "bbox": [10, 5, 20, 10]}]})
        self.put("finetune/refcoco/refs(unc).p", pickle.dumps([{"split": "train", "image_id": 3, "ann_id": 8, "sentences": [{"sent": "left man"}]}]))
        self.put("finetune/vg/image_data.json", [{"image_id": 2, "width": 10, "height": 10}])
        self.put("finetune/vg/region_descriptions.json", [{"id": 2, "regions": [{"phrase": "a tree", "x": 1, "y": 2, "width": 3, "height": 4}]}])
        self.put("finetune/llava/llava_instruct_150k.json", [{"id": "1", "image": "1.jpg", "conversations": [{"from": "human", "value": "<image>\nHi"}, {"from": "gpt", "value": "Hello"}]}])
        expected = {
            "vqav2": ("train2014/COCO_train2014_000000000009.jpg", "single word or phrase. What?", "cat"),
            "gqa": ("images/n1.jpg", "Who?", "boy"),
            "ocrvqa": ("images/b.jpg", "Title?", "Dune"),
            "vsr": ("images/1.jpg", "left of the dog. Please answer yes or no.", "No"),
            "scienceqa": ("images/train/4/image.png", "Which?\nThere are several options:\nA. a\nB. b", "B"),
            "aokvqa": ("train2017/000000000005.jpg", "Why?\nThere are several options:\nA. x\nB. y", "A"),
            "refcoco": ("train2014/f.jpg", "this sentence describes. left man", "[0.100, 0.100, 0.300, 0.300]"),
            "vg": ("VG_100K_2/2.jpg", "describes. a tree", "[0.100, 0.200, 0.400, 0.600]"),
            "llava": ("train2017/1.jpg", "Hi", "Hello"),
        }
        self.assertEqual(expected.keys(), published.READERS.keys())
        for name, (image, question, answer) in expected.items():
            with self.subTest(name):
                folder = self.folder / "finetune" / name
                sample = published.samples(folder)[0]
                self.assertEqual(str(sample.image.relative_to(folder)), image)
                self.assertTrue(sample.turns[0].text.endswith(question), sample.turns[0].text)
                self.assertEqual(sample.turns[1].text, answer)

    def test_a_pickle_that_would_run_something_is_not_read(self):
        class Hostile:
            def __reduce__(self):
                return (open, ("/tmp/never", "w"))

        self.put("refcoco/instances.json", {"images": [], "annotations": []})
        self.put("refcoco/refs(unc).p", pickle.dumps([Hostile()]))
        with self.assertRaisesRegex(UserError, "the pickle asks for"):
            published.samples(self.folder / "refcoco")

    def test_the_check_says_what_is_ready_missing_and_broken(self):
        shard_folder = self.folder / "pretrain/cc3m"
        shard_folder.mkdir(parents=True)
        shard(shard_folder / "0.tar", {"0.jpg": picture(form="JPEG"), "0.txt": b"a red bar"})
        self.put("finetune/gqa/train_balanced_questions.json", {"7": {"imageId": "../etc", "question": "", "answer": ""}})
        states = {finding.name: (finding.state, finding.detail) for finding in check.check(self.folder, 8)}
        self.assertEqual(states["CC-3M"], ("ready", "1 pair in 1 shard, 10.0 KiB"))
        self.assertEqual(states["GQA"][0], "broken")
        self.assertIn("leads out of its folder", states["GQA"][1])
        self.assertEqual(states["VQAv2"][0], "missing")
        self.assertIn("finetune/vqav2", states["VQAv2"][1])
        self.assertEqual([states[name][0] for name in ("MME", "MMBench", "SEED-Bench")], ["missing"] * 3)
