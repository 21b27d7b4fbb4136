#!/usr/bin/env bash
# The explorations that are too large for ./test.sh (docs/interrupts.md, "Deeper"): about four minutes and 2.5 GB.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build src/Explorer -c Release -v q --nologo
explore() { dotnet src/Explorer/bin/Release/net10.0/GpioHub.Explorer.dll "$@" --most 100000000; }
device=NoEdgeLost,NoEventInvented,NoValidWhileDisabled,NoValidWhileMasked,PairReturnedOnce,FirstPairStays
device+=,RequestAnsweredOnce,AnsweredInTime,InvalidBeforeOk,ActiveLevelFires,RefusalIsNamed
for driver in linux zephyr linux-v4 linux-v4-eoi linux-v4-revised; do
    explore "$driver" --types EdgeRising --handlers Hard --lines 2 --depth 44 --calls RequestIrq,FreeIrq --properties "$device"
done
explore linux --types EdgeRising --handlers Hard --lines 2 --depth 26 --disturbances EventqStops,Reset --properties "$device"
explore zephyr --types EdgeRising --handlers Hard --late --refuses --apart --disturbances ChipLeaves
explore linux --types EdgeRising --late --refuses --apart
explore linux --types EdgeRising,EdgeFalling --handlers Hard --late --refuses
explore linux --types EdgeRising,LevelLow --disturbances EventqStops,InterruptLimit
explore linux-v4 --types EdgeRising --handlers Hard --calls RequestIrq,FreeIrq,DisableIrq,EnableIrq \
    --disturbances EventqStops,EventqDisables,Reset,InterruptLimit
explore linux --types EdgeRising,LevelHigh --handlers Hard --apart --kills 2
explore linux --types EdgeRising --handlers Hard --calls RequestIrq,FreeIrq --late --refuses --apart --kills 1
explore zephyr --types EdgeRising --handlers Hard --calls RequestIrq,FreeIrq --apart --kills 1 \
    --disturbances EventqStops,EventqDisables,Reset,InterruptLimit
