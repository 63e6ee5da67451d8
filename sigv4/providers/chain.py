"""The order in which the sources of credentials are asked: the AWS CLI's.

Environment; then, of the chosen profile, what assumes a role or signs in; the keys in the
credentials file; what runs a program; the keys in the config file. A profile that was
asked for by argument is asked alone: the environment is passed over. Sources that are not
supported yet are refused in words at their place in the order, since passing over one
would sign as somebody else.

Source: AWS CLI user guide, "Authentication and access credentials", and botocore.
"""

from __future__ import annotations

from .._checks import shown
from ..errors import CredentialsNotFoundError
from .environment import PAIR, credentials_from_environment
from .shared_files import Profile, SharedFiles, credentials_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._credentials import Credentials

# Settings that send a profile elsewhere for its credentials, before and after the keys of
# the credentials file are looked at.
_BEFORE_KEYS = {
    "web_identity_token_file": "assumes a role by web identity",
    "role_arn": "assumes a role",
    "sso_account_id": "signs in with IAM Identity Center (SSO)",
    "sso_role_name": "signs in with IAM Identity Center (SSO)",
}
_AFTER_KEYS = {
    "login_session": "signs in with 'aws login'",
    "credential_process": "runs a program",
}
_NOT_ENOUGH = {
    "sso_session": "signs in with IAM Identity Center (SSO)",
    "sso_start_url": "signs in with IAM Identity Center (SSO)",
    "source_profile": "takes them from another profile",
}


def find_credentials(
    environ: Mapping[str, str], profile: str | None = None, *, files: SharedFiles | None = None
) -> Credentials:
    """The credentials that the AWS CLI would sign with.

    environ: the environment, as `os.environ`. profile: the name of the profile to use; the
    environment's keys are then passed over. files: the shared files, if they are read
    already.

    Raises CredentialsNotFoundError, ProfileNotFoundError, ConfigurationFileError, or
    ConfigurationError for a value that can be no credential.
    """
    files = SharedFiles(environ) if files is None else files
    if profile is None:
        if files.profile_of_environment() is not None:
            files.chosen_profile()  # It must exist, even where the environment has the keys.
        found = credentials_from_environment(environ)
        if found is not None:
            return found
        _refuse_web_identity(environ)
    chosen = files.chosen_profile(profile)
    found = _from_profile(chosen, files, explicit=profile is not None)
    if found is not None:
        return found
    raise CredentialsNotFoundError(_nothing_found(environ, chosen, files, profile))


def _from_profile(profile: Profile, files: SharedFiles, *, explicit: bool) -> Credentials | None:
    _refuse(profile, _BEFORE_KEYS, explicit=explicit)
    found = credentials_in(profile.in_credentials, profile.name, files.credentials_path)
    if found is None:
        _refuse(profile, _AFTER_KEYS, explicit=explicit)
        found = credentials_in(profile.in_config, profile.name, files.config_path)
    if found is None:
        _refuse(profile, _NOT_ENOUGH, explicit=explicit)
    return found


def _refuse(profile: Profile, settings: dict[str, str], *, explicit: bool) -> None:
    for setting, what_it_does in settings.items():
        if setting in profile.settings:
            from shlex import quote

            name = quote(profile.name)  # The line is there to be pasted into a shell.
            export = f"aws configure export-credentials --profile {name} --format env"
            leave_out = ", then leave the profile out" if explicit else ""
            raise CredentialsNotFoundError(
                f"profile {shown(profile.name)} {what_it_does} to get its credentials "
                f"({setting}), which is not supported yet: put temporary keys into the "
                f'environment with eval "$({export})" (AWS CLI version 2){leave_out}'
            )


def _refuse_web_identity(environ: Mapping[str, str]) -> None:
    if environ.get("AWS_WEB_IDENTITY_TOKEN_FILE"):
        raise CredentialsNotFoundError(
            "AWS_WEB_IDENTITY_TOKEN_FILE asks for a role by web identity, which is not "
            f"supported yet: set {' and '.join(PAIR)}, or name a profile that has keys"
        )


def _nothing_found(
    environ: Mapping[str, str], profile: Profile, files: SharedFiles, asked_for: str | None
) -> str:
    name = shown(profile.name)
    places = f"profile {name} has no keys in {files.credentials_path} or {files.config_path}"
    if asked_for is None:
        places = f"{PAIR[0]} is not set, and {places}"
    if any(variable.startswith("AWS_CONTAINER_CREDENTIALS_") for variable in environ):
        places += ", and container credentials are not supported yet"
    return (
        f"no credentials: {places} (the instance metadata service is not asked); "
        f"set {' and '.join(PAIR)}, or name a profile that has keys"
    )
