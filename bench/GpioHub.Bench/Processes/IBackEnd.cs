namespace GpioHub.Bench.Processes;

/// <summary>A vhost-user back-end in a process of its own, with sockets for the guests of a row.</summary>
internal interface IBackEnd : IDisposable
{
    int Id { get; }

    /// <summary>Of its sockets: g0.sock, g1.sock …</summary>
    string Folder { get; }
}
