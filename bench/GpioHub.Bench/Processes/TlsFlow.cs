using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace GpioHub.Bench.Processes;

/// <summary>A connection of h1 to h0 that says in how many records it sends. One thread.</summary>
internal sealed class TlsFlow : IDisposable
{
    private readonly X509Certificate2 _own;
    private readonly Gathering _gathering;
    private readonly SslStream _tls;

    /// <param name="hub">Where h0 listens.</param>
    /// <param name="certificates">Folder with the rig's.</param>
    /// <exception cref="IOException">They do not agree.</exception>
    public TlsFlow(IPEndPoint hub, string certificates)
    {
        using var loaded = X509Certificate2.CreateFromPemFile(Path.Combine(certificates, "h1.pem"));
        _own = X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), null);
        var trusted = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trusted.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(
            Path.Combine(certificates, $"{RigCertificates.Rig}-ca.pem")));
        var socket = new Socket(hub.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendBufferSize = 16_384 };
        socket.Connect(hub);
        _gathering = new Gathering(new NetworkStream(socket, ownsSocket: true));
        _tls = new SslStream(_gathering);
        _tls.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = "h0",
            ClientCertificates = [_own],
            CertificateChainPolicy = trusted,
        });
    }

    /// <summary>As one record.</summary>
    /// <exception cref="IOException">The connection has ended.</exception>
    public void Send(ReadOnlySpan<byte> bytes) => _tls.Write(bytes);

    /// <summary>As many records as there are bytes, sent at once. Waits until the hub has let them into its socket.</summary>
    /// <exception cref="IOException">The connection has ended.</exception>
    public void SendEachByte(ReadOnlySpan<byte> bytes)
    {
        _gathering.IsGathering = true;
        for (int i = 0; i < bytes.Length; i++) _tls.Write(bytes.Slice(i, 1));
        _gathering.IsGathering = false;
        _gathering.Flush();
    }

    public void Dispose()
    {
        _gathering.Dispose();                                              // first: TLS would wait for who writes
        _tls.Dispose();
        _own.Dispose();
    }

    /// <summary>Keeps what is written, if it is told to.</summary>
    private sealed class Gathering(NetworkStream inner) : Stream
    {
        private readonly MemoryStream _kept = new();

        public bool IsGathering { get; set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (IsGathering) _kept.Write(buffer);
            else inner.Write(buffer);
        }

        public override void Flush()
        {
            if (IsGathering || _kept.Length == 0) return;
            inner.Write(_kept.GetBuffer().AsSpan(0, (int)_kept.Length));
            _kept.SetLength(0);
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
