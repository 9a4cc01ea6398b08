"""What the ministries that supervise institutions are called."""

from typing import Final

from panhuo_contracts.codes import Ministry

MINISTRIES: Final[dict[Ministry, tuple[str, str]]] = {
    Ministry.EDUCATION: ("教育部", "Ministry of Education"),
    Ministry.INDUSTRY: ("工业和信息化部", "Ministry of Industry and Information Technology"),
    Ministry.SCIENCE_ACADEMY: ("中国科学院", "Chinese Academy of Sciences"),
    Ministry.STATE_ASSETS: ("国务院国资委", "State-owned Assets Commission"),
    Ministry.HEALTH: ("国家卫生健康委", "National Health Commission"),
    Ministry.AGRICULTURE: ("农业农村部", "Ministry of Agriculture and Rural Affairs"),
    Ministry.SCIENCE: ("科学技术部", "Ministry of Science and Technology"),
    Ministry.TRANSPORT: ("交通运输部", "Ministry of Transport"),
    Ministry.NATURAL_RESOURCES: ("自然资源部", "Ministry of Natural Resources"),
    Ministry.ETHNIC_AFFAIRS: ("国家民委", "National Ethnic Affairs Commission"),
    Ministry.OTHER_CENTRAL: ("其他中央部门", "Another central department"),
    Ministry.LOCAL: ("地方", "Local government"),
}
"""Chinese and English. Configuration, as the list of codes is: no source lists them."""
