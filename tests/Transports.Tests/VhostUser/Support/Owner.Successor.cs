using GpioHub.Transports.Native;
using GpioHub.Transports.Records;
using GpioHub.Transports.VhostUser;
using Xunit;

namespace GpioHub.Transports.Tests.VhostUser;

/// <content>Another process goes on: the session is made anew from its words and from duplicates of its descriptors.</content>
internal sealed partial class Owner
{
    /// <summary>An owner that goes on with a session of another process; a ring that lives does so at both.</summary>
    public Owner(VhostUserSession session)
    {
        (Session, _offer) = (session, Offer);
        foreach (Vring ring in session.Rings)
        {
            _objects[ring.Index] = !ring.Live ? Rest.None : ring.Stage == RingStage.Running ? Rest.Running : Rest.Paused;
            (_kicks[ring.Index], _calls[ring.Index]) = (ring.Kick, ring.Call);
        }
    }

    /// <param name="offer">What the successor offers; null = the same.</param>
    /// <returns>The words.</returns>
    public ulong[] Succeed(VhostUserOffer? offer = null)
    {
        var left = new LeftDescriptors(Session);
        var image = new ImageWriter();
        Session.Describe(image, left);
        Session.Dispose();
        var reader = new ImageReader(image.Words);
        Session = VhostUserSession.Resume(offer ?? _offer, ref reader, left, out var files, out string why)!;
        Assert.Equal("", why);
        Assert.True(reader.IsAtEnd);
        Assert.Equal(Session.Memory.Regions, files.Select(file => file.Region));
        foreach (Vring ring in Session.Rings) (_kicks[ring.Index], _calls[ring.Index]) = (ring.Kick, ring.Call);
        return image.Words.ToArray();
    }

    /// <summary>The guest breaks a ring, which takes nothing any more.</summary>
    public void Break(int ring)
    {
        Session.RingBroken(ring, "for a test");
        if (_objects[ring] == Rest.Running) _objects[ring] = Rest.Paused;
    }

    /// <summary>Keeps duplicates of all descriptors of a session.</summary>
    private sealed class LeftDescriptors : IKeptNames, IKeptDescriptors
    {
        private readonly Dictionary<FileDescriptor, KeptName> _names = [];
        private readonly Dictionary<KeptName, FileDescriptor> _left = [];

        public LeftDescriptors(VhostUserSession session)
        {
            foreach ((KeptKind kind, int ring, FileDescriptor handle) in session.Descriptors)
            {
                var name = new KeptName(kind, ring, Epoch: 1, Message: (uint)_names.Count);
                _names.Add(handle, name);
                _left.Add(name, FdInfo.Duplicate(handle));
            }
        }

        public KeptName NameOf(FileDescriptor handle) => _names[handle];

        public KeptName FileOf(RegionDescription region) => new(KeptKind.Memory, 0, 1, (uint)region.GuestAddress);

        public FileDescriptor? Take(KeptName name) => _left.Remove(name, out var handle) ? handle : null;

        public void Took(FileDescriptor handle, KeptName name) => _names[handle] = name;
    }
}
