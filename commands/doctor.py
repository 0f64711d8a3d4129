"""doctor: what is wrong with the settings here and at WeCom, each with what to do; sends nothing, changes nothing."""

from bot.wecom.client import AppCredentials, Client
from bot.wecom.doctor import Finding, examine
from commands import doctor_checks
from commands.arguments import Arguments
from commands.wiring import Refusal, load_settings, refuse
from logs import configure
from settings import Clock


def main(name: str, arguments: list[str]) -> int:
    """Print every finding; 1 when something is wrong."""
    Arguments(name, "检查这台机器和企业微信的设置哪里不对、该怎么办；程序没在运行时也能用。").parse_args(arguments)
    configure(name, level="WARNING")
    try:
        settings = load_settings()
    except Refusal as refusal:
        return refuse(refusal)
    # at once, line by line: what asks the net may take some seconds
    problems = sum(_told(finding) for finding in doctor_checks.examine_here(settings))
    app = AppCredentials(settings.corp_id, settings.agent_id, settings.secret, settings.wecom_api_base)
    problems += sum(_told(finding) for finding in examine(settings, Client(app), Clock(None).now))
    print(f"\n{f'有 {problems} 处要处理。' if problems else '一切正常。'}")
    return 1 if problems else 0


def _told(finding: Finding) -> bool:
    """Print a finding; whether it is a problem."""
    print(f"{'✓' if finding.is_ok else '✗'} {finding.what}", flush=True)
    if finding.advice:
        print(f"    {finding.advice}", flush=True)
    return not finding.is_ok
