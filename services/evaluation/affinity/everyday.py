"""Words of no technology: what stands in nearly every patent and every description of work."""

from typing import Final

_CHINESE: Final = """
一种 的 和 或 及 与 用 用于 其 在 中 上 下 将 为 由 于 对 有 可 所 并 到 得 能 不 是 了 该 从 以及 及其 其中 通过
进行 根据 所述 高 大 性 化 成 分 体 部 面 接 产 时 后 内 间 子 第一 第二 多个 至少一个 包括 具有 连接 设置 结构 处理
控制 制备 使用 采用 基于 方法 装置 系统 设备 制备方法 的方法 方法及 方法和 装置及 系统及 及装置 及系统 和装置
一种基于 步骤 包括以下步骤 其特征在于 在所述 所述的 本发明 实用新型 本发明公开了一种 本发明涉及 本实用新型公开 公开
提供 涉及 技术 领域 技术领域 应用 研究 实现 效果 提高 有效 问题 解决 存在 需求 企业 产品 公司 项目 目标 要求 关键
产业化 开发 内容 预期 现有 工作
"""
CHINESE: Final = tuple(_CHINESE.split())

_CHINESE_PARTICLES: Final = "的 了 和 与 及 或 在 中 对 用 由 为 于 以 其 该 所 之 等 并 将 把 被 从 到 有 一 种 一种"
CHINESE_PARTICLES: Final = frozenset(_CHINESE_PARTICLES.split())
"""Of these not even the translation says anything."""

_ENGLISH: Final = """
a an and are as at be being by can comprises comprising for from has have having in into is it its made more of on
one or other least said such that the thereby therefor therefore thereof therewith these this to using used wherein
which while with method methods apparatus device system invention present provided disclosed relates utility model
"""
ENGLISH: Final = frozenset(_ENGLISH.split())

ENGLISH_COMMON: Final = """
research work study project field technology technical technique develop development application apply use process
improve improvement high low new based provide include structure control produce production industrial industry product
"""
"""These say something, but stand in every second text."""

OF_DICTIONARIES: Final = "sb sth etc e g i esp up out off do make get give take place county city province form"
"""What a dictionary explains words with."""
