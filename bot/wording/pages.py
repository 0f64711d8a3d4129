"""网页: the sentences that every page of ours may have to say."""

PRODUCT = "跟迹"
TOO_FAST_TITLE = "请稍等"
TOO_FAST = "这个网络打开得太频繁了，请过一分钟再试。"
STALE_TITLE = "页面已失效，没有提交"
STALE = "请回到邮件，重新打开链接再提交一次；浏览器要允许 Cookie。"
TROUBLE_TITLE = "暂时出了点问题"
TROUBLE = "没有改动，请过几分钟再打开一次。"
