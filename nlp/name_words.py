"""姓氏与职位: surnames, titles and forms of address, and the words that only look like names."""

DOUBLE_SURNAMES = """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔
    申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正
    宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山
    公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师 相里
""".split()
SINGLE_SURNAMES = (
    "丘邝禤阳敬檀宾冒辜盘谌鄢晋豆矫綦隋丛迟沐撒笪淳鹿赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭"
    "郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平"
    "黄"
    "穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅"
    "盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚"
    "程嵇邢滑裴陆荣翁荀羊惠甄曲封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬郗班仰秋仲伊宫宁仇栾"
    "暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰鄂索咸籍赖卓蔺屠蒙池乔阴胥苍双闻莘党翟谭贡"
    "劳"
    "逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚温庄晏柴瞿阎慕连茹习宦艾鱼容古易慎戈廖终居衡步耿满"
    "弘匡文寇广禄阙殳沃利蔚越隆师巩厍聂晁勾敖融冷訾辛阚那简饶曾毋沙乜鞠丰巢关蒯查荆红游竺权逯盖益桓公"
    "展佘佟仉仝麦买卿付肖闫邸涂修粟楚佀呼原代亢门库苑尧侍乃户覃肇漆初占苟冼岳帅缑郈海伯宋郁揭舍兰曲闵洛"
    "牟区普朴钭郇琚栗庹楼阙亓哈庾竺支仉逯展农"
)
#: given names that are said twice, or before 姐 and 哥: 琳琳, 芸姐
GIVEN = (
    "婷琳丽娜莉媛甜萌倩静敏芳燕颖莹露璐晶晨涛磊鑫强军亮贝乐冰雯佳娟玲圆菲薇瑶蕾楠豆妞妮娇艳红梅霞兰云青芸蓝苗唐周果糖球毛朵"
    "琪琦琴洁慧华妍彤桐阳洋秀珍凤英群平辉斌波勇刚健鹏飞龙伟杰峰超明"
)
#: names that colleagues call each other in English
ENGLISH = (
    "Ada Alan Alex Alice Allen Amanda Amy Andy Angel Angela Anna Annie Apple Ben Betty Bob Bella Candy Carol "
    "Catherine "
    "Charles Cherry Chris Cindy Coco Crystal Daisy Daniel David Dora Doris Eason Echo Eddie Ella Elaine Ellen "
    "Emily Emma "
    "Eric Eva Fiona Frank Gary George Gina Gloria Grace Helen Henry Ivan Ivy Jack James Jane Janet Jason "
    "Jasmine Jay Jeff "
    "Jenny Jerry Jessica Jessie Jim Jimmy Joe John Johnny Joy Joyce Judy Julia Karen Kate Kelly Kelvin Ken "
    "Kevin Kitty Lee "
    "Leo Lily Linda Lisa Louis Lucy Luna Mandy Mark Martin Mary Max May Michael Michelle Mike Miranda Molly "
    "Monica Nancy "
    "Nick Nicole Nina Olivia Oscar Paul Peggy Peter Queenie Rachel Ray Rebecca Richard Rita Robert Robin "
    "Roger Rose Ruby "
    "Ryan Sally Sam Sandy Sara Sarah Selina Shirley Simon Sophia Sophie Stella Steve Steven Sunny Susan "
    "Tiffany Tina Tom "
    "Tommy Tony Tracy Vicky Victor Vincent Vivi Vivian Wendy William Winnie Yoyo Yuki Zoe"
).split()
NEVER_FIRST = set("管单通利应解经户库门连占海计关路")  # as a name of two characters with a title before
UNLIKELY_FIRST = set("于时方和那成安常水花明平高经解应管单通利师权公原代门库由户初占海计路关连文盛广满古步")
ADDRESSES = (
    "总经理 总监 副总 总工 总 经理 主任 部长 科长 处长 厂长 工 董事长 董 主管 "
    "会计 老师 师傅 姐 哥 店长 院长 老板娘 老板 所长 站长 队长 组长 班长 书记 "
    "校长 行长 助理 局长 主席 "
    "律师 教授 医生 线长 拉长 主厨 护士长 园长 药师 总厨 女士 先生 小姐 工程师 课长 股长 秘书 掌柜 叔 嫂 董秘 "
    "采购 仓管 库管 队长 场长 园长 二哥 大哥 大姐 阿姨 部长"
).split()
#: characters that make another word of the form of address before them (总结, 工作)
NOT_AFTER = {
    "总": "结共部是体会公监经工数量之算额值价",
    "工": "作厂人艺程具序期资业地商会伤夫单装",
    "董": "事",
    "姐": "妹",
    "哥": "们",
    "经理": "人们",
    "采购": "部员单了的",
    "会计": "师准",
    "主任": "们",
}
FUNCTIONS = """
    采购 财务 生产 技术 销售 营销 市场 研发 质量 品质 品控 质检 质管 设备 信息 信息化 信息科 行政 人事 人力
    人力资源 运营 物流 仓储 仓库 客服 售后 工程 项目 工艺 计划 IT PMC 外贸 内贸 电商 运维 安全 成本 商品 会员
    门店 区域 大区 分管 常务 集团 中心 业务 产品 法务 审计 战略 数字化 数据 网络 后勤 供应链 供应 商务 营运 物控
    实验室 法规 注册 报关 单证 操作 QA QC HR 内控 稽核 企管 总务 安环 环保 技改
    总经理办公室 董事会办公室 总经办 总办 办公室 测试 理货 分拨 验光 数据
    出品 营业 投流 交付 实施 注塑 冲压 关务 教研 投放 增长
    用户 出品 采供 门诊 院感 设施 土建 结算 风控 策划 展厅 维修 保养 信息技术 生产运营 车间 机加 装配 制造 厂务
    总 副 线上 直播 渠道 客户 大客户 配送 车队 运输 调度 培训 加盟 拓展 招商 后厨 厨房 检验 化验 药学 护理 医务
    体检 教学 教务 医保 采配 资产 基建 能源 动力 机电 电气 冷链 冷库 仓配 企划 品牌 设计 大堂 前厅 值班 分公司
    子公司 华东 华南 华北 华中 西南 西北 东北 总部 工厂 厂里 店里 公司 业务部
""".split()
TITLES = """
    车队长 董事长 总经理助理 总经理 总裁 副总裁 副总经理 副总 CEO CTO CIO CFO CMO COO VP 老板娘 老板助理 老板 大老板
    老总 创始人 院长 副院长 店主 大股东 股东代表 合伙人 总监 副总监 经理 副经理 主管 主任 副主任 科长 副科长
    处长 副处长 部长 副部长 厂长 副厂长 负责人 总工程师 总工 工程师 组长 队长 班长 店长 副店长 仓管员 仓管
    库管员 库管 文员 内勤 会计 出纳 收银员 操作工 总调度 调度员 调度 计划员 跟单员 跟单 督导组长 督导 生管
    采购员 业务员 技术员 质检员 工艺员 专员 助理 秘书 书记 校长 行长 所长 站长 课长 股长 总助 护士长 厨师长 园长
    工段长 领班 领导 护士 药师 店员 主席 会长 理事长 买手 设计师 架构师 程序员 主理人 队长 老大 董秘 财务 采购
    线长 拉长 主厨 行政总厨 总厨 值班长 机长 导购 操作员 点检员 分管领导 总会计师 大区经理 总代 校区长 药店店长
    品控 研发 会员运营 运营 运维 IT 会办 秘书长 合规官 监事 教练 总负责 场长 调度长 柜长
    会计师 少东家 东家 二老板 小老板 当家的 信息员 保管员 报关员 拆单员 统计员 跟单 质检 报关 商务 投标员
    安全员 资料员 巡检员 客服 组长 分管副总
""".split()
NOT_FAMILIAR = set(
    """
    老板 老总 老大 老师 老是 老家 老厂 老客 小时 小组 小区 小店 大家 大概 大客 大股 大于 小于 大方 大幅 大车
    小车 小米 老年 大全 大成 大安 大连 大华 小康 小计 小白 小单 大单 小平 大平 大路 小路 老高 大明 大海 老应
    大应 小应 老经 大经 老管 老路 小管 大管 小门 大门 小花 小包 大包 老花 老师 老查 大水 小水 大堵 老堵 老通
    大通 小通 大那 小那 老那 大常 老常 老时 大时 大步 小步 大利 小利 大公 老公 大師 大广 大满 大部 大权 大规
    阿里 阿姨 阿嬷 大牛 小段 大段 大金 大同 大容 大温 大型 小型 老解 大解 大印 小印 大双 大雷 大宗 小宗 大支
    小支 大空 大元 大白 老白
""".split()
)
NOT_FULL = set(
    "出差 负责 拍板 点头 评估 审批 审核 提出 推荐 拍 定 签字 汇报 电话 微信 "
    "上门 现场 当面 高兴 方面 时间 安排 安装 经常 平时 明天 常常 成本 高度 "
    "关于 应该 应收 单子 通过 管理 强调 易于 文件 方案 计划 时候 师傅 公司 高级 松口 "
    "明确 满意 同意 "
    "支持 反对 介绍 反映 表示 觉得 认为 希望 提到 参加 出面 牵头 把关 报告 "
    "决定 选型 万一 以前 元旦 国庆 中秋 清明 全部 宁可 和谐 双方 单位 路上 "
    "水平 关键 简单 解决 连接 容易 从来 党员 厂里 厂长 于是 卫生 习惯 利润 "
    "利用 权限 权力 申请 管钱 管账 管事 管人 查看 联系 参与 沟通 谈判 谈话 "
    "反应 应对 应付 包装 包括 车间 计较 解释 解答 连续 单独 通知 关注 关心 "
    "路过 经手 经过 成立 成功 成交 水电 空闲 牵线 安抚 包办 车队 方便 门口 "
    "应承 盛赞 充分 单位 终于 终审 束手 宣布 相信 惠顾 明说 明年 水分 强势 "
    "乐意 康复 许可 景气 伏笔".split()
)
#: the commonest surnames, in this order
COMMON_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔"
    "贺赖龚文"
)
#: forms of address that are titles too (总, 工, 姐 are none)
TITLE_ADDRESSES = frozenset(
    (
        "经理 主任 部长 科长 课长 股长 线长 拉长 护士长 园长 药师 主厨 "
        "处长 厂长 董事长 主管 会计 店长 院长 老板 老板娘 所长 站长 队长 组长 班长 "
        "书记 校长 行长 总监 总经理 副总 总工 工程师 助理 课长 秘书"
    ).split()
)

#: words of work that are nobody when they stand alone
NO_OFFICE = frozenset(
    "跟单 质检 报关 商务 客服 财务 采购 品控 研发 会员运营 运营 运维 IT 护士 药师 店员 买手 领导 员工".split()
)

#: a surname and a form of address only by chance
NOT_ADDRESSED = frozenset("车队长 班组长 高主管 常主任 成主管 车工 班主任".split())
