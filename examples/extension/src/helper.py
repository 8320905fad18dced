"""The helper code of Distance: what comes after the imports stands in the job's script."""

import sys

from awsglue.utils import getResolvedOptions
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F


def add_distance(frame: DataFrame, start: list[str], end: list[str], column: str) -> DataFrame:
    """Add the great-circle distance in kilometres between two points of each row.

    A point is a latitude and a longitude in degrees. The job argument --earth_radius_km is the
    radius of the sphere.

    Source: R. W. Sinnott, Virtues of the Haversine, Sky & Telescope 68 (1984).
    """
    radius = float(getResolvedOptions(sys.argv, ["earth_radius_km"])["earth_radius_km"])

    def angle(name: str) -> Column:
        return F.radians(F.col("`" + name.replace("`", "``") + "`").cast("double"))

    latitude_1, longitude_1, latitude_2, longitude_2 = map(angle, start + end)
    haversine = F.pow(F.sin((latitude_2 - latitude_1) / 2), 2) + (
        F.cos(latitude_1) * F.cos(latitude_2) * F.pow(F.sin((longitude_2 - longitude_1) / 2), 2)
    )
    # Rounding may give more than 1, which has no arc sine; least() would make null a distance.
    arc = 2 * F.asin(F.sqrt(F.when(haversine > 1, F.lit(1.0)).otherwise(haversine)))
    return frame.withColumn(column, radius * arc)
