"""Run the issuer: ``HTTP_PORT=… PUBLIC_URL=… ISSUER_KEY_FILE=… python -m panhuo.runtime.issuer``."""

import logging
import os
import sys
from pathlib import Path

import uvicorn

from panhuo.runtime.issuer.app import LOOPBACK, Issuer
from panhuo.runtime.issuer.keeping import SigningKey, Unusable, secret_beside
from panhuo.runtime.registered import NAME


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        host = os.environ.get("HTTP_HOST", "127.0.0.1")
        if host not in LOOPBACK:
            raise ValueError(f"the sample accounts are for one machine only: HTTP_HOST must not be {host}")  # noqa: TRY301 - told as the others are
        key_file = Path(os.environ["ISSUER_KEY_FILE"])
        issuer = Issuer(
            public_url=os.environ["PUBLIC_URL"].rstrip("/"),
            client_id=os.environ.get("OIDC_CLIENT_ID", "panhuo-web"),
            audience=os.environ.get("OIDC_AUDIENCE", "panhuo"),
            key=SigningKey.kept_in(key_file),
            secret=secret_beside(key_file),
            registered=key_file.with_name(NAME),
        )
        port = int(os.environ["HTTP_PORT"])
    except KeyError as missing:
        sys.exit(f"the issuer needs {missing.args[0]}")
    except (ValueError, Unusable, OSError) as problem:
        sys.exit(f"the issuer does not start: {problem}")
    uvicorn.run(issuer.app(), host=host, port=port, log_config=None, access_log=False, server_header=False)


main()
