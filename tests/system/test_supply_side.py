"""The supply side's whole path at its screens: every role signs in as itself and does its part."""

import pytest
from playwright.async_api import Browser

from tests.system.desks import desks
from tests.system.running import Running
from tests.system.supply import evaluating, stocktaking

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(240)]


async def test_a_patent_goes_from_a_file_to_a_closed_measure_by_the_hands_of_every_role(
    browser: Browser, platform: Running
) -> None:
    async with desks(browser, platform) as people:
        await stocktaking.import_a_file_and_mend_what_was_refused(people)
        await stocktaking.arrange_a_college_and_assign(people)
        try:
            await stocktaking.fill_in_and_submit(people)
            await stocktaking.return_at_each_review_and_pass(people)
            await stocktaking.fail_a_spot_check_and_pass_again(people)
            await stocktaking.pass_what_waits_after_a_preview(people)
        finally:
            await stocktaking.arrange_direct_reviews(people)
        await evaluating.evaluate_oneself(people)
        await evaluating.enter_the_library_withdraw_and_enter_again(people)
        await evaluating.enter_several(people)
        await evaluating.subscribe_and_evaluate(people)
        await evaluating.see_the_tier_and_change_it_by_two(people)
        await evaluating.object_and_be_reviewed(people)
        await evaluating.promote(people)
        await evaluating.commission_an_expert(people)
