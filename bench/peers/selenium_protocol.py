#!/usr/bin/python3
"""usage: selenium_protocol.py TASK.json     The same as `engine_bench protocol`; each command is an HTTP request to chromedriver."""
import json
import sys
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        task = json.load(file)
    options = webdriver.ChromeOptions()
    options.binary_location = task["browser"]
    for flag in task["flags"]:
        options.add_argument(flag)
    driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    try:
        began = time.monotonic()
        if task["way"] == "sequential":
            for _ in range(task["count"]):
                driver.execute_cdp_cmd("Browser.getVersion", {})
        else:
            value = driver.execute_script("return 'x'.repeat(arguments[0])", task["count"])
            if len(value) < task["count"]:
                raise RuntimeError("the result is too short")
        # Chromedriver's share of the CPU cannot be told apart from its start.
        print(json.dumps({"wall_s": time.monotonic() - began}))
    finally:
        driver.quit()


main()
