"""Settings of one installation, and the plans of its hubs: floor, carriers, lanes and timetable."""
