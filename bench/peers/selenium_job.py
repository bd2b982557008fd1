#!/usr/bin/python3
"""usage: selenium_job.py TASK.json     The job with Selenium and chromedriver.

Selenium has no browser contexts, so stores that run side by side have a browser each, one after the other in it with its cookies
deleted. It does not tell when a download has ended: the folder is looked at until the file has its final name.
"""
import concurrent.futures
import hashlib
import json
import os
import queue
import sys
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.ui import WebDriverWait

POLL_S = 0.02


def publish(task, arrived, name):
    md5, sha256, size = hashlib.md5(), hashlib.sha256(), 0
    with open(arrived, "rb") as file:
        while chunk := file.read(1 << 20):
            if size == 0 and not chunk.startswith(b"PK\x03\x04"):
                raise RuntimeError(f"{arrived} is no workbook")
            size += len(chunk)
            md5.update(chunk)
            sha256.update(chunk)
        if size == 0:
            raise RuntimeError(f"{arrived} is empty")
        os.fsync(file.fileno())
    os.rename(arrived, os.path.join(task["folder"], name))
    folder = os.open(task["folder"], os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    return sha256.hexdigest()


def start(task, number):
    folder = os.path.join(task["folder"], f"arriving-{number}")
    os.mkdir(folder)
    options = webdriver.ChromeOptions()
    options.binary_location = task["browser"]
    for flag in task["flags"]:
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"download.default_directory": folder, "download.prompt_for_download": False})
    driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": folder})
    return driver, folder


def wait(driver):
    return WebDriverWait(driver, 30, poll_frequency=POLL_S)


def arrival(folder):
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        names = os.listdir(folder)
        if names and not any(name.endswith(".crdownload") or name.startswith(".") for name in names):
            return os.path.join(folder, names[0])
        time.sleep(POLL_S)
    raise RuntimeError("no file came")


def set_date(driver, field, day):
    # Typing into a date input depends on the locale.
    driver.execute_script("arguments[0].value = arguments[1]", driver.find_element(By.ID, field), day)


def button(driver, text):
    return wait(driver).until(expected_conditions.element_to_be_clickable((By.XPATH, f"//button[normalize-space()='{text}']")))


def fetch(task, driver, folder, store):
    if store["state"]:
        driver.get(task["origin"] + "/site.css")  # cookies can be added on their own site only
        for cookie in store["state"]["cookies"]:
            driver.add_cookie({"name": cookie["name"], "value": cookie["value"], "path": "/"})
    else:
        driver.get(task["origin"] + "/sign-in")
        driver.find_element(By.NAME, "username").send_keys(store["user"])
        driver.find_element(By.NAME, "password").send_keys(store["password"])
        button(driver, "Sign in").click()
        wait(driver).until(expected_conditions.url_contains("/dashboard"))
    for day in task["days"]:
        driver.get(task["origin"] + "/reports/orders")
        set_date(driver, "from", day)
        set_date(driver, "to", day)
        button(driver, "Search").click()
        wait(driver).until(expected_conditions.visibility_of_element_located((By.ID, "result")))
        button(driver, "Export").click()
        print(store["code"], day, publish(task, arrival(folder), f"{store['code']}_{day}.xlsx"), flush=True)
    driver.delete_all_cookies()


def worker(task, number, stores):
    driver, folder = start(task, number)
    try:
        while True:
            fetch(task, driver, folder, stores.get_nowait())
    except queue.Empty:
        pass
    finally:
        driver.quit()


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        task = json.load(file)
    stores = queue.Queue()
    for store in task["stores"]:
        stores.put(store)
    count = min(task["parallel"], len(task["stores"]))
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        for done in [pool.submit(worker, task, number, stores) for number in range(count)]:
            done.result()


main()
