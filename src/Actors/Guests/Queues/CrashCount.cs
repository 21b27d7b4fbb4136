using GpioHub.Transports.Records;

namespace GpioHub.Actors.Guests;

/// <summary>How often the hub has crashed while it had something of one guest in hand. Pure.</summary>
/// <param name="Crashes">Within <see cref="WindowNs"/> since <paramref name="FirstNs"/>.</param>
/// <param name="FirstNs">CLOCK_MONOTONIC, nanoseconds.</param>
/// <param name="What">What it was the last time.</param>
/// <param name="Same">How often in a row it was that.</param>
internal readonly record struct CrashCount(int Crashes, long FirstNs, Blame What, int Same)
{
    /// <summary>A chain over which the hub has crashed so often is answered without a look at it. Our limit.</summary>
    public const int MostOfOneChain = 2;

    /// <summary>A guest over which it has crashed so often within <see cref="WindowNs"/> rests. Our limit.</summary>
    public const int MostOfOneGuest = 3;

    /// <summary>Ten seconds.</summary>
    public const long WindowNs = 10_000_000_000;

    /// <summary>The guest's rings rest.</summary>
    public bool Rests => Crashes >= MostOfOneGuest;

    /// <summary>After one more crash.</summary>
    public CrashCount After(Blame what, long nowNs)
    {
        bool recent = Crashes > 0 && nowNs - FirstNs <= WindowNs;
        int same = recent && what == What ? Same + 1 : 1;
        return new CrashCount(recent ? Crashes + 1 : 1, recent ? FirstNs : nowNs, what, same);
    }

    /// <summary>Whether a chain has brought the hub down too often.</summary>
    public bool IsPoison(int ring, ushort head) => Same >= MostOfOneChain && What == new Blame(ring, head);
}
