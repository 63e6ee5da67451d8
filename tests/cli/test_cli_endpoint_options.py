"""The options of an s3:// address's endpoint, on all commands: given, and from outside."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "tuple[int, str, str]"]

AT = ("--signing-time", "20130524T000000Z")
ARN = "arn:aws:s3:us-west-2:123456789012:accesspoint/ap"
DIRECTORY = "s3://media--use1-az4--x-s3"
MULTI_REGION = "arn:aws:s3::123456789012:accesspoint/x.mrap"


COMMANDS = [
    pytest.param(("presign",), id="presign"),
    pytest.param(("presign", "--operation", "get_object"), id="by name"),
    pytest.param(("sign", "GET"), id="sign"),
    pytest.param(("endpoint",), id="endpoint"),
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(
            ("s3://media/k", "--path-style", "--addressing-style", "virtual"),
            "--path-style and --addressing-style contradict each other",
            id="two styles",
        ),
        pytest.param(
            ("s3://media/k", "--addressing-style", "x"),
            "--addressing-style: 'x' is no addressing style; use auto, virtual or path",
            id="style",
        ),
        pytest.param(
            ("s3://media/k", "--use-fips-endpoint", "--endpoint-url", "http://h"),
            "--use-fips-endpoint: it contradicts --endpoint-url: ",
            id="FIPS, custom",
        ),
        pytest.param(
            ("s3://media/k", "--use-accelerate-endpoint", "--path-style"),
            "--use-accelerate-endpoint: ",
            id="accelerate, path",
        ),
        pytest.param(
            ("s3://media/k", "--use-dualstack-endpoint", "--endpoint-url", "http://h"),
            "--use-dualstack-endpoint: ",
            id="dual stack, custom",
        ),
        pytest.param(
            (f"s3://{ARN}/k", "--no-use-arn-region"),
            "--no-use-arn-region: the ARN is of 'us-west-2', the client of 'us-east-1'",
            id="ARN's region",
        ),
        pytest.param(
            (f"s3://{ARN}/k", "--path-style"), "--addressing-style: ", id="ARN, path style"
        ),
        pytest.param(
            (f"s3://{MULTI_REGION}/k", "--s3-disable-multiregion-access-points"),
            "--s3-disable-multiregion-access-points: ",
            id="Multi-Region disabled",
        ),
        pytest.param(
            (f"s3://{ARN}/k", "--region", "cn-north-1"),
            "give --region with one of its partition",
            id="ARN's partition",
        ),
        pytest.param(("s3://arn:aws:s3:::media/k",), "of no access point", id="bucket's ARN"),
    ],
)
def test_contradictions(
    sigv4: Run, command: tuple[str, ...], arguments: tuple[str, ...], says: str
) -> None:
    """What does not go together is refused in the options' words, by every command."""
    status, out, err = sigv4(*command, *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert says in err


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("variables", "settings", "target", "arguments", "says"),
    [
        pytest.param(
            {"AWS_S3_USE_ARN_REGION": "false"},
            "",
            f"s3://{ARN}/k",
            (),
            "use_arn_region (AWS_S3_USE_ARN_REGION): the ARN is of 'us-west-2'",
            id="ARN's region",
        ),
        pytest.param(
            {"AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS": "True"},
            "",
            f"s3://{MULTI_REGION}/k",
            (),
            "s3_disable_multiregion_access_points (AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS): ",
            id="Multi-Region disabled",
        ),
        pytest.param(
            {},
            "s3 =\n  addressing_style = path\n",
            f"s3://{ARN}/k",
            (),
            "addressing_style (s3.addressing_style of profile default in ",
            id="ARN, path style",
        ),
        pytest.param(
            {"AWS_USE_FIPS_ENDPOINT": "true"},
            "",
            "s3://media/k",
            ("--endpoint-url", "http://h"),
            "use_fips_endpoint (AWS_USE_FIPS_ENDPOINT): it contradicts --endpoint-url: ",
            id="FIPS, custom",
        ),
        pytest.param(
            {"AWS_ENDPOINT_URL": "http://h"},
            "s3 =\n  use_accelerate_endpoint = true\n",
            "s3://media/k",
            (),
            "it contradicts endpoint_url (AWS_ENDPOINT_URL): ",
            id="accelerate, custom",
        ),
        pytest.param(
            {},
            "use_fips_endpoint = yes\n",
            "s3://media/k",
            (),
            "config): 'yes' is neither true nor false; write one of them",
            id="no flag",
        ),
    ],
)
def test_contradictions_from_outside(
    sigv4: Run,
    environment: pytest.MonkeyPatch,
    config: Callable[[str], Path],
    command: tuple[str, ...],
    variables: dict[str, str],
    settings: str,
    target: str,
    arguments: tuple[str, ...],
    says: str,
) -> None:
    """A setting from the environment or the files is named with its source, and status 1."""
    config(settings)
    for variable, value in variables.items():
        environment.setenv(variable, value)
    status, out, err = sigv4(*command, target, *arguments)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert says in err


def test_a_contradiction_of_both_kinds(sigv4: Run, environment: pytest.MonkeyPatch) -> None:
    """An option that does not go with a setting from outside names that one's source."""
    environment.setenv("AWS_ENDPOINT_URL", "http://h")
    status, _, err = sigv4("presign", "s3://media/k", "--use-fips-endpoint")
    assert status == 2
    assert "--use-fips-endpoint: it contradicts endpoint_url (AWS_ENDPOINT_URL): " in err


@pytest.mark.parametrize(
    ("variables", "settings", "arguments", "host"),
    [
        pytest.param(
            {"AWS_USE_DUALSTACK_ENDPOINT": "true"}, "", (), "s3.dualstack.us-east-1", id="variable"
        ),
        pytest.param({}, "use_fips_endpoint = true\n", (), "s3-fips.us-east-1", id="profile"),
        pytest.param(
            {}, "s3 =\n  use_accelerate_endpoint = true\n", (), "s3-accelerate", id="under s3"
        ),
        pytest.param({}, "s3 =\n  us_east_1_regional_endpoint = legacy\n", (), "s3", id="legacy"),
        pytest.param(
            {"AWS_USE_FIPS_ENDPOINT": "false"},
            "use_fips_endpoint = true\n",
            ("--use-dualstack-endpoint",),
            "s3.dualstack.us-east-1",
            id="all",
        ),
        pytest.param(
            {"AWS_USE_DUALSTACK_ENDPOINT": "false"},
            "s3 =\n  addressing_style = path\n",
            ("--use-dualstack-endpoint", "--addressing-style", "virtual"),
            "s3.dualstack.us-east-1",
            id="options over all",
        ),
    ],
)
def test_flags_from_outside(
    sigv4: Run,
    environment: pytest.MonkeyPatch,
    config: Callable[[str], Path],
    variables: dict[str, str],
    settings: str,
    arguments: tuple[str, ...],
    host: str,
) -> None:
    """The environment and the profile choose the host as the options do, for all commands."""
    config(settings)
    for variable, value in variables.items():
        environment.setenv(variable, value)
    expected = f"https://media.{host}.amazonaws.com"
    for operation in ((), ("--operation", "get_object")):
        _, out, _ = sigv4("presign", "s3://media/k", *arguments, *operation, *AT)
        assert out.startswith(f"{expected}/k?")
    assert f"GET {expected}/k\n" in sigv4("sign", "GET", "s3://media/k", *arguments)[2]
    assert sigv4("endpoint", "s3://media", *arguments)[1].splitlines()[0].endswith(expected)


@pytest.mark.parametrize("operation", [(), ("--operation", "get_object")], ids=["plain", "by name"])
@pytest.mark.parametrize(
    ("target", "base", "scope"),
    [
        pytest.param(
            f"s3://{ARN}/a b",
            "https://ap-123456789012.s3-accesspoint.us-west-2.amazonaws.com/a%20b",
            "us-west-2/s3",
            id="access point",
        ),
        pytest.param(
            "s3://arn:aws:s3-object-lambda:us-west-2:123456789012:accesspoint:ap/k",
            "https://ap-123456789012.s3-object-lambda.us-west-2.amazonaws.com/k",
            "us-west-2/s3-object-lambda",
            id="Object Lambda",
        ),
        pytest.param(
            "s3://arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-1/accesspoint/ap/k",
            "https://ap-123456789012.op-1.s3-outposts.us-west-2.amazonaws.com/k",
            "us-west-2/s3-outposts",
            id="Outposts",
        ),
    ],
)
def test_access_points(
    sigv4: Run, operation: tuple[str, ...], target: str, base: str, scope: str
) -> None:
    """An ARN is signed for its region and its service, with an operation and without."""
    status, out, err = sigv4("presign", target, *operation, *AT, "--expires-in", "5m")
    assert (status, err) == (0, "")
    assert out.startswith(f"{base}?")
    assert f"%2F20130524%2F{scope.replace('/', '%2F')}%2Faws4_request" in out


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["URL", "JSON"])
@pytest.mark.parametrize("operation", [(), ("--operation", "get_object")], ids=["plain", "by name"])
@pytest.mark.parametrize(
    ("address", "options"),
    [
        pytest.param(
            "s3://arn:aws:s3-object-lambda:us-west-2:123456789012:accesspoint:ap", (), id="ARN"
        ),
        pytest.param(DIRECTORY, (), id="session"),
        pytest.param(DIRECTORY, ("--s3-disable-express-session-auth",), id="no session"),
    ],
)
def test_keys(
    sigv4: Run,
    environment: pytest.MonkeyPatch,
    tmp_path: Path,
    address: str,
    options: tuple[str, ...],
    operation: tuple[str, ...],
    form: tuple[str, ...],
) -> None:
    """Many URLs are signed for the region, the service and the session that one is."""
    environment.setenv("AWS_SESSION_TOKEN", "t")
    path = tmp_path / "keys"
    path.write_text("k\n", encoding="utf-8")
    more = (*options, *operation, *AT)
    status, out, err = sigv4("presign", f"{address}/", "--keys", str(path), *more, *form)
    one = sigv4("presign", f"{address}/k", *more)[1].strip()
    assert (status, err) == (0, "")
    assert (json.loads(out)["url"] if form else out.strip()) == one


@pytest.mark.parametrize(
    ("options", "token"),
    [
        pytest.param((), "x-amz-s3session-token", id="session"),
        pytest.param(
            ("--s3-disable-express-session-auth",), "x-amz-security-token", id="no session"
        ),
    ],
)
def test_token_of_a_directory_bucket(
    sigv4: Run, environment: pytest.MonkeyPatch, options: tuple[str, ...], token: str
) -> None:
    """`sign` sends the token in the header that goes with who signs."""
    environment.setenv("AWS_SESSION_TOKEN", "t")
    status, out, _ = sigv4("sign", "GET", f"{DIRECTORY}/k", *options, *AT)
    assert status == 0
    assert f"\n{token}: t\n" in out
    assert "/us-east-1/s3express/aws4_request" in out


@pytest.mark.parametrize(
    "option",
    [
        ("--addressing-style", "path"),
        ("--use-dualstack-endpoint",),
        ("--use-fips-endpoint",),
        ("--use-accelerate-endpoint",),
        ("--use-global-endpoint",),
        ("--no-use-arn-region",),
        ("--s3-disable-multiregion-access-points",),
        ("--s3-disable-express-session-auth",),
    ],
    ids=" ".join,
)
def test_options_that_a_url_does_not_take(sigv4: Run, option: tuple[str, ...]) -> None:
    """A URL names its host: an option that would change that is refused, and not passed over."""
    status, out, err = sigv4("presign", "https://h/k", *option)
    assert (status, out) == (2, "")
    assert f"{option[0]} is for s3:// addresses" in err
