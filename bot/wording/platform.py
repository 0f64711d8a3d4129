"""What admins read about the platform and about messages that could not be worked off or sent."""

WARNING = "企业微信提醒：应用长期无人使用，可能被停用（{event}）。请在管理后台确认。"
DEAD_LETTER = "有一条消息处理了 5 次都没成功，已放一边，没有丢。\n成员：{member}\n编号：{key}\n错误：{error}"
SORRY = "抱歉，您刚才的一条消息没能处理，已通知管理员。请换个说法再发一次。"
NOT_DELIVERED = "有一条消息没能送达 {who}：{reason}"
STRANGER = "您还不在跟迹的通讯录里，暂时不能使用。请联系管理员把您加入应用的可见范围。"
NO_MAIL_ADDRESS = "{who} 没有邮箱，升级邮件没有发出。请在 config.yaml 的 people 里补上 email。"
AUDIT_BROKEN = "留痕核对没有通过：从第 {seq} 条开始（{reason}）。请运行 ./run audit verify，并检查谁动过数据库。"
