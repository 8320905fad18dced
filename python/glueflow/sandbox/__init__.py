"""The Glueflow sandbox: a stand-in for AWS on this machine, built on moto.

Public entry points: :class:`glueflow.sandbox.server.Sandbox` (in this process) and
``python -m glueflow.sandbox`` (as a process of its own). See ``docs/sandbox.md``.
"""
