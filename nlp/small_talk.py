"""闲聊: words that are about no deal, so that none of them is taken for the answer to a question about one."""

import re

from nlp.segmentation import is_common_word

#: life outside work, small talk with the assistant, news and notices of machines
_PRIVATE = re.compile(
    # family, food, home
    r"我(?:家|爸|妈|哥|爷|奶|二?舅|姨|表[姐弟哥妹]|同学|邻居|媳妇|儿子)|表[姐弟]|岳[母父]|老婆让|爷爷|"
    r"奶奶|宝贝|女儿|儿子(?:你|数学)|"
    r"[接带]个?(?:孩子|娃)|孩子(?:发烧|考|明天)|老妈|老爸|同学聚会|鸡蛋|世界杯|羽毛球|洗衣机|幼儿园|狗子|家里的猫|花盆|三百头猪|排骨|火锅|烧烤|奶茶|咖啡|牛肉面|香菜|"
    r"酸菜鱼|红烧肉|月饼|川菜|"
    r"下午茶|外卖(?:迟|到|放)|我的外卖|食堂|菜单在|这个菜|菜店|小饭馆|再来一碗|中午吃|晚上吃|吃(?:啥|什么)|"
    r"不吃了|饿[了死]|水给我|修水管|洗澡|"
    r"衣服(?:还|就)|鞋退|房价|房贷|涨租|搬家|装修到|理发|头发|困死|睡觉|没睡好|早睡|花一百|首饰盒|"
    # leisure, money of one's own, courtesies
    r"股票|基金又|黄金一克|彩票|油价|逆回购|电影|大结局|唱着?歌|首歌|老歌|写诗|笑话|表情包|笑死|哈哈|啦啦|"
    r"啊啊|aaa|喂喂|喂 喂|国足|湖人|踢球|看球|"
    r"奥运|钓鱼|爬山|羽毛球|三缺一|麻将|跑步|健身房|减肥|抽奖|接龙|拼多多|直播间抢|双十一买|空气炸锅|驿站|"
    r"取件码|红包|转发|点赞|观看|欢迎光临|恭喜|"
    r"(?:新年|节|生日|中秋|周末).{0,3}(?:快乐|愉快)|生日|端午安康|晚安|早上好|明天见|拜拜|闹钟|随份子|"
    r"离婚|一本书|摸鱼|打工人|知足|人生苦短|羡慕|"
    # health, weather, on the way
    r"感冒|发烧|嗓子|牙疼|医生(?:说|让)(?:多|我)|大夫 我|体检报告|下雨|下雪|暴雨|天气|今天好热|今天可真冷|"
    r"风好大|风吹|雾霾|降温|冷空气|台风要来|"
    r"太阳(?:真|挺)|月亮|窗外|春天|花开|大风|导航|红灯|测速|堵车|堵成|停车场没|车停|轮胎|驾照|车险|班车|"
    r"倒车|路口|各位旅客|列车|"
    r"在(?:高铁|机场|开车)|飞机(?:晚点|首次)|国产大飞机|地铁.{0,3}线|电梯坏了，爬|"
    # office life, notices, the assistant itself
    r"蓝屏|打印机|打印店|网断了|登不上|密码已|验证码|邮箱满|手机(?:没电|摔|要一万)|新出的手机|充电线|键盘|"
    r"头像|发工资|工资条|收到工资|年终奖|年假|社保基数|报销单|填周报|值日|"
    r"周会|例会|团建|打卡|加班到半夜|[不忌]加班|请假|请半天假|会议室已|工位|空调能|我的杯子|新同事|女同事|"
    r"又裁员|综合征|程序员|真人|没心思|在公司整理|"
    r"学历|发票抬头|补胎|升级，请|停水|保安|身份证|取消提醒|尊敬的|您(?:的|有|本月|尾号)|系统维护|"
    r"已添加了|开始聊天|^[\[【]|https?:|小白兔|香蕉|座山|"
    r"你(?:是谁|叫|几岁|能干|会|忙|好)|谢谢|麻烦你|给我[讲放]|我跟你讲|忘了要说|按错|发错群|我发错|"
    r"不是发给|撤回|忽略上一条|把上一条|下期|请不吝|"
    r"怎么(?:用|录|改头|取消|退出)|语音怎么|听得到|^测试|^test|测试测试|能看到|以上是|没事没事|算了[，算]|"
    r"稍等|等一下|等会儿再|先走一步|挂了啊|晚点(?:回|说)|"
    r"地震|诺贝尔|科学家|邮政局|GDP|高考|新闻说|网上说|听说(?:房价|隔壁|他们家|又)|志愿者|谐音|去哪儿玩|"
    r"小明问|领导今天|"
    # what says nothing
    r"^[\d\s\-:+]+$|^[\W_]+$|^(.{1,3})[\s，]*(?:\1[\s，]*)+$|^(?i:ok)+$"
)
#: what only work with customers speaks of: with it nothing is small talk
_WORK = re.compile(
    r"客户|订单|库存|仓库|产线|车间|供应商|交付|报价|方案|合同|样机|样品|演示|预算|拍板|决策|竞品|"
    r"系统(?!维护)|软件|设备|停机|返工|良率|"
    r"采购|生产|质量|对账|开票|报表|物料|工人|员工|门店|厂|经理|总监|主任|[王李张陈周赵钱孙吴郑刘黄林]总|"
    r"驻场|运维|招标|投标|回款|付款|发货|退货|售后|他们|对方"
)
_ASKS = re.compile(r"[吗么?？]\s*$|^(?:谁(?:有|知道|拿)|怎么|为什么|能不能)|几点|多少钱 |等于几|你来不来")
#: nobody's name holds these, nor does a product's
_NO_NAME = re.compile(
    r"[吗呢啊吧了我你他她它不没是在去来说要给个么们这那谢嗯哈吃喝听看想坐哎唉哦噢咳喂嘞啥谁今明昨晚早又还都很太真就先再和跟把被让]|"
    r""
    r"(?:测试|帮助|撤回|收到|位置|图片|视频|语音|转发|打卡|快乐)"
)
_NOT_A_DEED = re.compile(r"咱们|下班|接孩子|[吗呢]$")
_DEED = re.compile(
    r"送|发|给|寄|拜访|上门|约|见|演示|报价|签|谈|试|装|付|交|方案|合同|样|资料|回访|沟通|出|带|跟进|催|"
    r"对接|汇报|评审|测试|培训|上线|打款|回款|"
    r"电话|微信|视频|联系|回复|答复|确认|定|审|改|调|修|盘点|过去|再去|去|再来|来|碰|聊|做|看|安排|准备|"
    r"提交|整理|算|提供|介绍|开会|等|通知|考虑|决定"
)


def is_small_talk(text: str) -> bool:
    """Whether the words are about no deal: private life, the weather, the assistant itself, a machine's notice."""
    if _WORK.search(text):
        return False
    return bool(_PRIVATE.search(text) or _ASKS.search(text))


def is_name_like(name: str) -> bool:
    """Whether a company or a product may be called so: no words of talk in it, and no everyday word."""
    is_short = len(name) <= _LONGEST_NAME
    return is_short and not _NO_NAME.search(name) and not (name.isascii() and name.islower()) and not _is_everyday(name)


def is_deed(text: str) -> bool:
    """Whether the words may be what somebody does next about a deal."""
    return bool(_DEED.search(text)) and not _NOT_A_DEED.search(text)


_LONGEST_NAME = 16


def _is_everyday(name: str) -> bool:
    return len(name) <= 4 and is_common_word(name)
