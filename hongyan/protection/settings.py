"""Settings of protection: what an outcome costs, how far we look, how long a seat is held."""

from pydantic import BaseModel, Field


class Weights(BaseModel):
    """The objective. One point is one minute of later arrival of one ordinary traveller.

    ``value`` of a traveller = 1 + care + misconnect + tier + fare step; delay minutes are multiplied by it.
    """

    care: float = Field(
        3.0, description="added value of UMNR, MEDA, STCR, WCHC, pregnant and elderly travellers"
    )
    last_misconnect: float = Field(
        1.0, description="added value when the onward flight lost is the day's last"
    )
    platinum: float = Field(0.6, description="added value of a platinum member")
    gold: float = Field(0.4, description="added value of a gold member")
    silver: float = Field(0.2, description="added value of a silver member")
    fare_step: float = Field(0.05, description="added value per fare step (see fare_steps)")
    fare_steps: tuple[float, ...] = Field(
        (800.0, 2000.0, 5000.0),
        description="fares, in major units of the order's currency, that start a step",
    )
    downgrade: float = Field(240.0, description="points per seat and cabin step down")
    upgrade: float = Field(30.0, description="points per seat and cabin step up")
    stop: float = Field(20.0, description="points per seat for each change of aircraft")
    nearby: float = Field(45.0, description="points per seat for another airport, beside the ground minutes")
    partner: float = Field(150.0, description="points per seat paid to another carrier")
    overnight: float = Field(360.0, description="points per seat for a hotel night")
    onward_open: float = Field(
        900.0, description="points per seat when the rest of the journey is not solved"
    )
    earlier: float = Field(0.3, description="points per minute of leaving before the flight that was booked")
    change: float = Field(60.0, description="points per seat for an offer other than the one already named")
    unassigned: float = Field(6000.0, description="points per seat, times value, when nobody can be carried")


class ProtectionSettings(BaseModel):
    """How the plan is made and kept."""

    weights: Weights = Field(default_factory=Weights, description="the objective")
    horizon_hours: int = Field(
        48, ge=6, le=168, description="how far after the booked departure seats are sought"
    )
    ready_minutes: int = Field(90, ge=0, description="no offer leaves sooner than this after the plan")
    min_connection_minutes: int = Field(60, ge=15, description="minimum connection time within one country")
    min_connection_international_minutes: int = Field(90, ge=15, description="the same across a border")
    max_connection_minutes: int = Field(300, ge=60, description="longest wait at a hub")
    wheelchair_connection_minutes: int = Field(30, ge=0, description="added to the minimum for WCHC and WCHS")
    nearby_km: float = Field(120.0, ge=0, description="other airports within this distance are offered")
    ground_km_per_hour: float = Field(50.0, gt=0, description="speed of ground transport between airports")
    ground_minutes: int = Field(45, ge=0, description="fixed minutes of a change of airport")
    candidates_per_party: int = Field(
        12, ge=1, le=60, description="itineraries per party first given to the solver"
    )
    candidates_considered: int = Field(
        60, ge=1, le=400, description="itineraries per party priced afterwards"
    )
    pricing_rounds: int = Field(6, ge=0, le=20, description="times the solver takes in priced itineraries")
    promising_within: float = Field(
        60.0,
        gt=0,
        description="points by which an itinerary may miss the LP's prices and still be rounded to",
    )
    chunk_columns: int = Field(1500, ge=100, description="party-itinerary pairs rounded together by one MIP")
    mip_gap: float = Field(1e-3, ge=0, description="relative gap at which the MIP of one chunk stops")
    mip_nodes: int = Field(50, ge=1, description="branch-and-bound nodes of the MIP of one chunk")
    mip_seconds: float = Field(10.0, gt=0, description="emergency stop of the MIP of one chunk")
    alternatives: int = Field(3, ge=0, le=6, description="proposals beside the held best offer")
    unassigned_counts_minutes: int = Field(
        2880, description="delay counted for one nobody could carry, in reports"
    )
    first_come_seed: int = Field(7, description="order in which travellers come to the imagined desk")
    hold_hours: float = Field(6.0, gt=0, description="how long a seat is held")
    hold_ends_before_departure_minutes: int = Field(
        60, ge=0, description="a hold ends this long before departure"
    )
    last_hold_before_departure_minutes: int = Field(
        45, ge=0, description="no seat is newly held this shortly before departure"
    )
    hold_batch: int = Field(500, ge=1, description="hold requests per call of the airline system")
    hold_rounds: int = Field(3, ge=1, description="solves when seats went away between search and hold")
    decide_margin_minutes: int = Field(
        15, ge=1, description="a hold about to be chosen lives at least this long"
    )
    retry_minutes: int = Field(
        15, ge=1, description="first retry for those without a seat; doubles each time"
    )
    retry_limit: int = Field(8, ge=0, description="retries for those without a seat")
    stations_per_search: int = Field(200, ge=1, description="stations per availability search")
