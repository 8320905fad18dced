"""A stand-in for a lakeFS server: the REST calls that the SDK makes, and an S3 gateway.

It keeps repositories on disk in the sandbox's folder, with real branches, commits and three-way
merges. Its version says that it is a stand-in. Source of the calls and their answers: the public
OpenAPI specification, https://docs.lakefs.io/latest/reference/api/.
"""
