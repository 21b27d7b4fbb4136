using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Transports.VhostUser;

/// <remarks>Between two messages all of a session is a list of words, from which another process makes the same session.</remarks>
public sealed partial class VhostUserSession
{
    /// <summary>Every descriptor that the session holds, and what for; guest RAM is not among them, because it is mapped.</summary>
    public IEnumerable<(KeptKind Kind, int Ring, FileDescriptor Handle)> Descriptors
    {
        get
        {
            foreach (Vring ring in Rings)
            {
                if (ring.Kick is { } kick) yield return (KeptKind.Kick, ring.Index, kick);
                if (ring.Call is { } call) yield return (KeptKind.Call, ring.Index, call);
                if (ring.Err is { } err) yield return (KeptKind.Err, ring.Index, err);
            }

            if (_backendChannel is not null) yield return (KeptKind.Back, 0, _backendChannel);
        }
    }

    /// <summary>Writes down all that the session is, between two messages: <see cref="Resume"/> makes one that goes on as this one
    /// would.</summary>
    public void Describe(ImageWriter into, IKeptNames names)
    {
        ArgumentNullException.ThrowIfNull(into);
        ArgumentNullException.ThrowIfNull(names);
        _features.Describe(into);
        _driver.Describe(into);
        into.Write(Owned);
        into.Write(Status);
        (_backendChannel is null ? default : names.NameOf(_backendChannel)).Write(into);
        _memory.Describe(into, names);
        foreach (Vring ring in Rings) ring.Describe(into, names);
    }

    /// <summary>Makes the session that another process has described.</summary>
    /// <param name="descriptors">What that process has left.</param>
    /// <param name="files">Guest RAM that is to be mapped, and the name of each region's file.</param>
    /// <param name="why">Why it cannot be gone on with, for a person; empty if it can.</param>
    /// <returns>null = it cannot.</returns>
    public static VhostUserSession? Resume(VhostUserOffer offer, ref ImageReader from, IKeptDescriptors descriptors,
        out IReadOnlyList<(RegionDescription Region, KeptName File)> files, out string why)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        var session = new VhostUserSession(offer);
        var taken = new TakenDescriptors(descriptors);
        session._features.Resume(ref from);
        session._driver.Resume(ref from);
        session.Owned = from.Flag();
        session.Status = (byte)from.Word();
        session._backendChannel = taken.Take(KeptName.Read(ref from));
        files = session._memory.Resume(ref from);
        foreach (Vring ring in session.Rings) ring.Resume(ref from, taken);
        why = taken.Missing is { } missing ? $"its descriptor {missing} was not left" : from.IsSound ? "" : "its image makes no sense";
        if (why.Length == 0) return session;
        session.Dispose();
        return null;
    }
}
