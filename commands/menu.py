"""menu: gives the app its menu: the forms of config.yaml that want a place there, and what is always there."""

from collections.abc import Sequence

from bot.flows import app_menu, my_queue
from bot.wecom.client import AppCredentials, Client
from bot.wecom.errors import WecomError
from bot.wecom.menu import MenuButton, create_menu
from bot.wording import app_menu as wording
from commands.arguments import Arguments
from commands.wiring import Refusal, load_policy, load_settings, refuse
from domain.form import FormTemplate
from logs import configure

MOST_BELOW = 5  #: entries above one button [D90231]


def main(name: str, arguments: list[str]) -> int:
    """Create the menu, or with --dry-run only print it."""
    parser = Arguments(
        name, "设置企业微信里的应用菜单：config.yaml 里 menu: true 的单子，加上我的待办、我发起的、帮助。"
    )
    parser.add_argument("--dry-run", action="store_true", help="只打印菜单，不设置")
    is_rehearsal: bool = parser.parse_args(arguments).dry_run
    configure(name, level="WARNING")
    try:
        settings = load_settings()
        policy = load_policy(settings)
    except Refusal as refusal:
        return refuse(refusal)
    wanted = [form for form in policy.forms if form.in_menu]
    buttons = layout(wanted)
    print("\n".join(line for button in buttons for line in _lines(button)))
    left_out = "、".join(form.title for form in wanted[MOST_BELOW:])
    if left_out:
        print(f"一个按钮下只放得下 {MOST_BELOW} 个，没放：{left_out}（说出名字一样能填；不想放的写 menu: false）")
    if is_rehearsal:
        return 0
    app = AppCredentials(settings.corp_id, settings.agent_id, settings.secret, settings.wecom_api_base)
    try:
        create_menu(Client(app), buttons)
    except WecomError as error:
        return refuse(Refusal(f"企业微信没有接受这个菜单：{error}；运行 ./run doctor 看设置哪里不对。"))
    print("菜单设置好了；手机上重新进入应用就能看到。")
    return 0


def layout(forms: Sequence[FormTemplate]) -> tuple[MenuButton, ...]:
    """The menu with these forms, as many as there is room for."""
    mine = (MenuButton(wording.TODO, my_queue.TODO), MenuButton(wording.OWN, my_queue.OWN))
    always = (MenuButton(wording.MINE, below=mine), MenuButton(wording.HELP, app_menu.HELP))
    entries = tuple(MenuButton(form.title, app_menu.FORM + form.key) for form in forms[:MOST_BELOW])
    return (MenuButton(wording.FORMS, below=entries), *always) if entries else always


def _lines(button: MenuButton) -> list[str]:
    return [button.name, *(f"  {entry.name}" for entry in button.below)]
