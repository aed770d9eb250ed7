"""A plan is followed in a real browser: progress, a reload, cancelling, the best so far, the result by itself."""

from playwright.sync_api import expect

from tests.browser.floor import LONG_S, Floor
from tests.browser.visits import Look, Visit

SOON_MS, END_MS = 5_000, 30_000
WIDE, NARROW = Look("light", 1280), Look("dark", 360)


def test_a_plan_is_followed_over_a_reload_and_cancelled(visit: Visit, floor: Floor) -> None:
    jobs = visit.open("supervisor", floor.path("/jobs/{long_job}/retry"), WIDE)
    jobs.get_by_role("button", name="Try again").click()
    expect(jobs.get_by_text("is in the queue again")).to_be_visible()
    page = visit.open("planner", floor.path("/planning/{long_plan}"), WIDE)
    running = page.locator("[id^=plan-] p", has_text=f"of {LONG_S} s")
    expect(running).to_be_visible(timeout=SOON_MS)
    before = running.inner_text()
    page.reload()
    expect(running).to_be_visible(timeout=SOON_MS)
    expect(running).not_to_have_text(before, timeout=SOON_MS)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("This plan was cancelled")).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert page.locator("[hx-get]").count() == 0


def test_a_plan_shows_its_result_by_itself(visit: Visit, floor: Floor) -> None:
    page = visit.open("planner", "/planning", NARROW)
    card = page.locator("form[action='/planning/milk-run']")
    card.get_by_label("Seconds to think").fill("2")
    card.get_by_role("button", name="Propose").click()
    expect(page.get_by_text("vans go out")).to_be_visible(timeout=END_MS)
    expect(page.get_by_role("button", name="Accept")).to_be_visible()


def test_the_best_so_far_is_taken_before_the_time_is_over(visit: Visit, floor: Floor) -> None:
    jobs = visit.open("supervisor", floor.path("/jobs/{better_job}/retry"), NARROW)
    jobs.get_by_role("button", name="Try again").click()
    expect(jobs.get_by_text("is in the queue again")).to_be_visible()
    page = visit.open("planner", floor.path("/planning/{better_plan}"), NARROW)
    page.get_by_role("button", name="Use the best so far").click(timeout=END_MS)
    expect(page.get_by_text("vans go out")).to_be_visible(timeout=END_MS)


def test_an_accepted_wave_is_found_among_the_lists(visit: Visit, floor: Floor) -> None:
    page = visit.open("planner", floor.path("/planning/{waves}"), WIDE)
    expect(page.get_by_role("img", name="The tour of B1")).to_be_visible()
    page.goto(floor.path("/lists/{move_list}"))
    expect(page.get_by_role("img", name="Code of list")).to_be_visible()
