import pytest

from offline_speech.config import Config, ConfigError, read_config


def test_the_environment_overrides_the_defaults() -> None:
    assert read_config({"SPEECH_PORT": "0", "PATH": "/bin"}) == Config(port=0)


@pytest.mark.parametrize("env", [{"SPEECH_PROT": "1"}, {"SPEECH_PORT": "eighty"}])
def test_what_it_does_not_understand_is_refused(env: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        read_config(env)
