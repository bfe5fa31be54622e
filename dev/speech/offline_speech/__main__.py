import logging
import os
import sys

from aiohttp import web

from .app import create_app
from .config import ConfigError, read_config


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        config = read_config(os.environ)
    except ConfigError as wrong:
        sys.exit(str(wrong))
    web.run_app(
        create_app(config),
        host=config.host,
        port=config.port,
        access_log=None,
        handler_cancellation=True,
        shutdown_timeout=config.shutdown_seconds,
        print=lambda message: logging.info(message.strip()),
    )


if __name__ == "__main__":
    main()
