using System.Collections.Immutable;
using System.Text;
using Akka.Actor;

namespace GpioHub.Hub.Links.Wire;

/// <summary>The name of a hub among hubs: its host, not where it listens. So it does not matter by which address it is reached, and what
/// the others call it.</summary>
/// <remarks>A letter before the host's name keeps it from being read as a number or an IPv4 address.</remarks>
internal sealed class RigAddress
{
    /// <summary>The name of the actor system on every host.</summary>
    public const string System = "rig";

    /// <summary>The name of the actor that messages are for.</summary>
    public const string Door = "link";

    /// <summary>Names have no port, but Akka.Remote's addresses do.</summary>
    public const int Port = 1;

    private const string Before = "h-";

    private readonly ImmutableArray<byte> _door, _before;

    /// <param name="host">This host's name.</param>
    /// <param name="isEncrypted">Its connections are.</param>
    public RigAddress(string host, bool isEncrypted)
    {
        IsEncrypted = isEncrypted;
        Transport = isEncrypted ? "rig.ssl.tcp" : "rig.tcp";
        Scheme = $"akka.{Transport}";
        Host = Before + host.ToLowerInvariant();
        _before = [.. Encoding.UTF8.GetBytes($"{Scheme}://{System}@")];
        _door = [.. Encoding.UTF8.GetBytes(DoorOf(host).ToString())];
    }

    /// <summary>UTF-8 of <see cref="System"/>.</summary>
    public static ReadOnlySpan<byte> SystemBytes => "rig"u8;

    public bool IsEncrypted { get; }

    /// <summary>How Akka.Remote calls the transport.</summary>
    public string Transport { get; }

    /// <summary>Of addresses.</summary>
    public string Scheme { get; }

    /// <summary>As Akka.Remote calls this host.</summary>
    public string Host { get; }

    /// <summary>UTF-8 of the path of this host's door.</summary>
    public ReadOnlySpan<byte> DoorBytes => _door.AsSpan();

    /// <summary>The path of a host's door.</summary>
    public ActorPath DoorOf(string host) =>
        new RootActorPath(new Address(Scheme, System, Before + host.ToLowerInvariant(), Port)) / "user" / Door;

    /// <summary>A host's name, in lower case, out of an address of Akka.Remote; null = it is none.</summary>
    public static string? HostOf(string? name) =>
        name is not null && name.StartsWith(Before, StringComparison.Ordinal) ? name[Before.Length..] : null;

    /// <inheritdoc cref="HostOf(string)"/>
    public static string? HostOf(ReadOnlySpan<byte> name)
    {
        if (name.Length is < 3 or > 65 || !name.StartsWith("h-"u8)) return null;
        foreach (byte c in name)
            if (c is not ((>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'.' or (byte)'_'))
                return null;

        return Encoding.ASCII.GetString(name[2..]);
    }

    /// <summary>The host whose door a path is, with or without the number of that actor's life; null = it is none.</summary>
    public string? SenderOf(ReadOnlySpan<byte> path)
    {
        if (!path.StartsWith(_before.AsSpan())) return null;
        var rest = path[_before.Length..];
        int end = rest.IndexOf(":1/user/link"u8);
        if (end < 0 || HostOf(rest[..end]) is not { } host) return null;
        var life = rest[(end + ":1/user/link"u8.Length)..];
        if (life.IsEmpty) return host;
        if (life[0] != '#' || life.Length > 22) return null;
        foreach (byte c in life[1..])
            if (c is not ((>= (byte)'0' and <= (byte)'9') or (byte)'-')) return null;

        return host;
    }
}
