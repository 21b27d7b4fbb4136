using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Hub.Qemu;

namespace GpioHub.Hub.Commands.Doctor.Gathering;

/// <summary>Looks at the unit of systemd, where there is one.</summary>
internal static class UnitProbe
{
    private const string Name = "gpiohub.service", Sockets = "gpiohub.socket";

    private static readonly string[] Folders =
        ["/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"];

    public static async Task<UnitFacts> OfAsync(Surroundings around, CancellationToken cancel)
    {
        string? path = Folders.Select(folder => $"{folder}/{Name}")
            .FirstOrDefault(file => Surroundings.OwnerOf(around.At(file)) is not null);
        bool running = Directory.Exists(around.At("/run/systemd/system"));
        bool enabled = Folders.Take(2).SelectMany(folder => around.Names(folder, "*.wants").Select(wants => $"{folder}/{wants}"))
            .Any(wants => around.Names(wants).Any(name => name is Name or Sockets));
        string? state = path is null || !running || QemuPrograms.OnPath("systemctl", around.Variable("PATH")) is not { } systemctl ? null
            : (await ProgramOutput.OfAsync(systemctl, ["is-active", Name], around.Answer, cancel))?.Trim();
        return new UnitFacts(path, enabled, running, state is { Length: > 0 } ? state : null);
    }
}
