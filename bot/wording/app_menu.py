"""应用菜单: what its buttons say; WeCom allows 5 characters on the bar and 13 above it."""

FORMS, MINE = "填单子", "我的"
TODO, OWN, HELP = "我的待办", "我发起的", "帮助"
