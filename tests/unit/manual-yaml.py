#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""manual-yaml.py: reads one of the manual's YAML examples, netplan's or Ansible's, from stdin and prints the keyfile that it makes.

Fails where the example is not of the shape that netplan or Ansible read.
"""
import sys

import yaml


def from_netplan(network):
    assert network["version"] == 2 and network["renderer"] == "NetworkManager"
    (name, device), = network["nm-devices"].items()
    ours = device["networkmanager"]
    assert device["renderer"] == "NetworkManager" and name == "NM-" + ours["uuid"]
    sections = {"connection": {"id": ours["name"], "uuid": ours["uuid"]}}
    for key, value in ours["passthrough"].items():
        assert isinstance(value, str), f"{key}: netplan takes text only"
        section, key = key.split(".", 1)
        sections.setdefault(section, {})[key] = value
    return "\n".join(f"[{s}]\n" + "".join(f"{k}={v}\n" for k, v in keys.items()) for s, keys in sections.items())


def from_play(play):
    task, = play["tasks"]
    copy = task["ansible.builtin.copy"]
    assert play["hosts"] and play["become"] is True and task["no_log"] is True
    assert copy["dest"].startswith("/etc/NetworkManager/system-connections/") and copy["dest"].endswith(".nmconnection")
    assert (copy["owner"], copy["group"], copy["mode"]) == ("root", "root", "0600")
    assert task["notify"] in [handler["name"] for handler in play["handlers"]]
    assert copy["content"].count("{{") == 1
    return copy["content"].replace("{{ onenet_password }}", "SECRET")


document = yaml.safe_load(sys.stdin)
print(from_netplan(document["network"]) if isinstance(document, dict) else from_play(document[0]))
