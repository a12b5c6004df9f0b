"""A headless Chromium, spoken to through chromedriver: what a page costs its main thread, and what it asks for."""

import base64
import http.client
import json
import os
import re
import signal
import subprocess
import tempfile

CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
FRAMES = "const frames = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));"


class Browser:
    """One browser; `page()` opens an address in a tab of its own."""

    def __init__(self, width=1400, height=1000, trace=None):
        self.driver = subprocess.Popen(
            [DRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True, text=True
        )
        for line in self.driver.stdout:
            if found := re.search(r"started successfully on port (\d+)", line):
                self.port = int(found[1])
                break
        self.profile = tempfile.TemporaryDirectory(prefix="dashboard-browser-")
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking",
                     "--no-first-run", f"--window-size={width},{height}", f"--user-data-dir={self.profile.name}"]
        options = {"browserName": "chrome", "timeouts": {"script": 120_000}, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
                   "goog:chromeOptions": {"binary": CHROMIUM, "args": arguments}}
        if trace:
            options["goog:chromeOptions"]["perfLoggingPrefs"] = {"traceCategories": trace}
        answer = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": options}})
        self.session = "/session/" + answer["sessionId"]
        self.size = (width, height)

    def _ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=170)
        connection.request(method, path, json.dumps(body or {}), {"Content-Type": "application/json"})
        value = json.loads(connection.getresponse().read())["value"]
        connection.close()
        if isinstance(value, dict) and "error" in value:
            raise RuntimeError(f"{path}: {value['error']}: {value['message'][:400]}")
        return value

    def ask(self, path, body=None, method="POST"):
        return self._ask(method, self.session + path, body)

    def tools(self, command, **parameters):
        """A command of the Chrome DevTools protocol."""
        return self.ask("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def run(self, script):
        """What a script returns; a promise is waited for."""
        return self.ask("/execute/sync", {"script": FRAMES + script, "args": []})

    def close(self):
        try:
            self._ask("DELETE", self.session)
        finally:
            os.killpg(self.driver.pid, signal.SIGKILL)
            self.driver.wait()
            self.profile.cleanup()

    def open(self, address, ready, width=None, height=None):
        """Opens a page in a fresh tab and waits until the script `ready` says true; then two frames more."""
        old = self.ask("/window", method="GET")
        new = self.ask("/window/new", {"type": "tab"})["handle"]
        self.ask("/window", {"handle": old})
        self.ask("/window", method="DELETE")
        self.ask("/window", {"handle": new})
        self.tools("Emulation.setDeviceMetricsOverride", width=width or self.size[0], height=height or self.size[1],
                   deviceScaleFactor=1, mobile=False)
        self.tools("Performance.enable", timeDomain="threadTicks")
        self.ask("/se/log", {"type": "performance"})
        self.ask("/url", {"url": address})
        self.run(f"""
            return new Promise((done, failed) => {{
              const end = Date.now() + 100000;
              const look = () => {{ if (Date.now() > end) failed(new Error("never ready")); else if ({ready}) frames().then(done); else requestAnimationFrame(look); }};
              look();
            }});""")

    def spent(self):
        """Seconds of processor time of the page's main thread so far, and of its scripts; bytes of its heap."""
        now = {one["name"]: one["value"] for one in self.tools("Performance.getMetrics")["metrics"]}
        return now["TaskDuration"], now["ScriptDuration"], now["JSHeapUsedSize"]

    def cost(self, script):
        """Milliseconds of the main thread that a script takes, with all that its promise waits for."""
        before = self.spent()[0]
        self.run(script)
        return (self.spent()[0] - before) * 1000

    def errors(self):
        return [one["message"] for one in self.ask("/se/log", {"type": "browser"}) if one["level"] == "SEVERE"]

    def received(self):
        """Bytes of all answers since the page was opened, after unpacking."""
        total = 0
        for entry in self.ask("/se/log", {"type": "performance"}):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.dataReceived":
                total += message["params"]["dataLength"]
        return total

    def picture(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.ask("/screenshot", method="GET")))
